package interop;

/** An application that serves. */
public interface Running {
    int port();

    void stop() throws Exception;
}
