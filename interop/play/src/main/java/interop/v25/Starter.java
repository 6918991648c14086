package interop.v25;

import com.typesafe.config.Config;
import interop.Running;
import interop.Settings;
import java.io.File;
import play.ApplicationLoader;
import play.Configuration;
import play.Environment;
import play.Mode;
import play.api.Application;
import play.api.Play;
import play.api.PlayException;
import play.core.server.Server;
import play.core.server.ServerConfig;
import play.core.server.ServerProvider$;
import scala.Option;

/** Starts the one application of Play 2.5 that a class loader may have; see {@link ApartStarter}. */
public final class Starter implements interop.Starter {
    @Override
    public Running start(String hocon) {
        ClassLoader loader = Starter.class.getClassLoader();
        Application application;
        try {
            application = load(Settings.of(hocon, loader), loader);
        } catch (PlayException refusal) { // it prints its title only
            throw new IllegalArgumentException(refusal.title + ": " + refusal.description, refusal);
        }
        Play.start(application); // scopes take their settings from the current application
        Server server = serve(application, loader);
        return new Running() {
            @Override
            public int port() {
                return (Integer) server.httpPort().get();
            }

            @Override
            public void stop() {
                server.stop();
                Play.stop(application);
            }
        };
    }

    private static Application load(Config settings, ClassLoader loader) {
        Environment environment = new Environment(new File("."), loader, Mode.PROD);
        ApplicationLoader.Context context =
                ApplicationLoader.Context.create(environment).withConfiguration(new Configuration(settings));
        return new Loader().load(context).getWrappedApplication();
    }

    private static Server serve(Application application, ClassLoader loader) {
        ServerConfig config = new ServerConfig(
                new File("."),
                Option.apply((Object) 0),
                Option.<Object>empty(),
                "127.0.0.1",
                application.mode(),
                System.getProperties(),
                application.configuration());
        return ServerProvider$.MODULE$.fromConfiguration(loader, application.configuration()).createServer(config, application);
    }
}
