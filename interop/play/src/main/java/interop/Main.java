package interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs many applications in one process, since Play takes seconds to load. Requests are lines of JSON
 * on standard input, and each has one answer, a line on standard output, in the order in which they
 * are done:
 *
 * <pre>
 * {"id":1,"config":"play.http.context = /shop"}    {"id":1,"port":40123} or {"id":1,"error":"…"}
 * {"id":2,"stop":1}                                {"id":2}
 * </pre>
 *
 * <p>The process ends when standard input does: whoever started it may have been killed.
 */
public final class Main {
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Running> applications = new ConcurrentHashMap<>();
    private final Starter starter;
    private final PrintStream answers;

    private Main(Starter starter, PrintStream answers) {
        this.starter = starter;
        this.answers = answers;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err); // a library that prints must not look like an answer
        String starter = Settings.of("", Main.class.getClassLoader()).getString("interop.starter");
        Main main = new Main((Starter) Class.forName(starter).getDeclaredConstructor().newInstance(), answers);
        int status = 1;
        try {
            main.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            status = 0;
        } catch (IOException failure) {
            failure.printStackTrace();
        }
        Runtime.getRuntime().halt(status); // the applications would keep the process; nobody misses an orderly end
    }

    private void serve(BufferedReader requests) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JsonNode request = json.readTree(line);
            workers.execute(() -> answer(request));
        }
    }

    private void answer(JsonNode request) {
        ObjectNode answer = json.createObjectNode().put("id", request.get("id").asInt());
        try {
            if (request.has("stop")) {
                applications.remove(request.get("stop").asInt()).stop();
            } else {
                Running application = starter.start(request.get("config").asText());
                applications.put(request.get("id").asInt(), application);
                answer.put("port", application.port());
            }
        } catch (Throwable failure) { // a refused setting may come as any of them
            failure.printStackTrace();
            answer.put("error", describe(failure));
        }
        synchronized (answers) {
            answers.println(answer);
        }
    }

    /** The messages of a failure and its causes, in one text. */
    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause);
        }
        return text.toString();
    }
}
