package interop.v28;

import com.typesafe.config.Config;
import interop.Running;
import interop.Settings;
import java.io.File;
import java.util.Collections;
import play.Application;
import play.ApplicationLoader;
import play.Environment;
import play.Mode;
import play.core.server.Server;
import play.core.server.ServerConfig;
import play.core.server.ServerProvider$;
import scala.Option;

/** Starts applications of Play 2.8 to 3.0, which share nothing but the classes. */
public final class Starter implements interop.Starter {
    @Override
    public Running start(String hocon) {
        ClassLoader loader = Starter.class.getClassLoader();
        Config settings = Settings.of(hocon, loader);
        Environment environment = new Environment(new File("."), loader, Mode.PROD);
        ApplicationLoader.Context context = ApplicationLoader.create(environment).withConfig(settings);
        Application application = new Loader().load(context);
        Server server = serve(application, loader);
        return new Running() {
            @Override
            public int port() {
                return (Integer) server.httpPort().get();
            }

            @Override
            public void stop() {
                server.stop();
            }
        };
    }

    private static Server serve(Application application, ClassLoader loader) {
        play.api.Application api = application.asScala();
        ServerConfig config = new ServerConfig(
                new File("."),
                Option.apply((Object) 0),
                Option.<Object>empty(),
                "127.0.0.1",
                Mode.PROD.asScala(),
                System.getProperties(),
                api.configuration());
        return ServerProvider$.MODULE$.fromConfiguration(loader, api.configuration()).createServer(config, api);
    }
}
