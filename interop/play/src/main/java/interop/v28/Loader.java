package interop.v28;

import play.Application;
import play.ApplicationLoader;

/** Loads the application without Guice, as Play's guide to compile-time injection does. */
public final class Loader implements ApplicationLoader {
    @Override
    public Application load(Context context) {
        return new Components(context).application();
    }
}
