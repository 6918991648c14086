package interop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

/** The configuration of an application, made of the layers that Play itself takes. */
public final class Settings {
    private Settings() {}

    /**
     * The text over the system's properties, application.conf, and Play's references. All of it is
     * resolved together, so that play.http.session.path follows a play.http.context of the text;
     * ConfigFactory.load would resolve the references alone, and the path would stay "/".
     */
    public static Config of(String hocon, ClassLoader loader) {
        ConfigParseOptions options = ConfigParseOptions.defaults().setClassLoader(loader);
        return ConfigFactory.parseString(hocon)
                .withFallback(ConfigFactory.systemProperties())
                .withFallback(ConfigFactory.parseResources("application.conf", options))
                .withFallback(ConfigFactory.parseResources("play/reference-overrides.conf", options))
                .withFallback(ConfigFactory.parseResources("reference.conf", options))
                .resolve();
    }
}
