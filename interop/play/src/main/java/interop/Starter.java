package interop;

/** Starts applications of one version of Play. */
public interface Starter {
    /**
     * Starts the application with these settings over its own, and a server for it on a free port of
     * 127.0.0.1. What Play has against the settings is thrown as it is.
     */
    Running start(String hocon) throws Exception;
}
