package interop.v25;

import static play.inject.Bindings.bind;

import play.ApplicationLoader;
import play.inject.guice.GuiceApplicationBuilder;
import play.inject.guice.GuiceApplicationLoader;

/** Loads the application with routes that are written in Java instead of a routes file. */
public final class Loader extends GuiceApplicationLoader {
    @Override
    public GuiceApplicationBuilder builder(ApplicationLoader.Context context) {
        return super.builder(context).overrides(bind(play.api.routing.Router.class).toProvider(Routes.class));
    }
}
