package interop.v25;

import interop.Running;
import interop.Starter;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Loads all of Play once more for each application that runs at the same time. Play 2.5 keeps the
 * current application in a static field, where the scopes look for their settings and the secret: a
 * second application in the same classes would change those of the first. Loading takes a second or
 * two, so that classes whose application has stopped are used for the next one.
 */
public final class ApartStarter implements Starter {
    private final URL[] classPath;
    private final Queue<Starter> idle = new ConcurrentLinkedQueue<>();

    public ApartStarter() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        classPath = urls.toArray(new URL[0]);
    }

    @Override
    public Running start(String hocon) throws Exception {
        Starter taken = idle.poll();
        Starter starter = taken != null ? taken : load();
        Running running;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(starter.getClass().getClassLoader()); // where libraries look for their parts
        try {
            running = starter.start(hocon);
        } catch (Exception refusal) {
            idle.add(starter);
            throw refusal;
        } finally {
            thread.setContextClassLoader(before);
        }
        return new Running() {
            @Override
            public int port() {
                return running.port();
            }

            @Override
            public void stop() throws Exception {
                running.stop();
                idle.add(starter);
            }
        };
    }

    private Starter load() throws ReflectiveOperationException {
        ClassLoader apart = new URLClassLoader(classPath, new Shared());
        return (Starter) apart.loadClass("interop.v25.Starter").getDeclaredConstructor().newInstance();
    }

    /** What both sides know: the JDK, and the two interfaces between them. */
    private static final class Shared extends ClassLoader {
        Shared() {
            super(ClassLoader.getSystemClassLoader().getParent());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(Starter.class.getName())) {
                return Starter.class;
            }
            if (name.equals(Running.class.getName())) {
                return Running.class;
            }
            throw new ClassNotFoundException(name);
        }
    }
}
