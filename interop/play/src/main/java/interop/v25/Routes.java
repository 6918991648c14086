package interop.v25;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Provider;
import play.api.http.HttpConfiguration;
import play.libs.Json;
import play.mvc.Controller;
import play.mvc.Result;
import play.routing.RoutingDsl;

/**
 * What Play offers for session and flash, each under an address of its own. Bodies are JSON. Until
 * 2.7 both scopes were maps that a controller changed in place.
 */
final class Routes extends Controller implements Provider<play.api.routing.Router> {
    private final RoutingDsl routes = new RoutingDsl();
    private final String context;
    private final String flashPage;

    @Inject
    Routes(HttpConfiguration configuration) {
        context = configuration.context();
        flashPage = context.endsWith("/") ? context + "flash" : context + "/flash";
    }

    @Override
    public play.api.routing.Router get() {
        readers();
        sessionWriters();
        flashWriters();
        return routes.build().asScala().withPrefix(context);
    }

    private void readers() {
        get("/session", () -> ok(Json.toJson(session())));
        get("/flash", () -> ok(Json.toJson(flash())));
        get("/scopes", () -> {
            ObjectNode both = Json.newObject();
            both.set("session", Json.toJson(session()));
            both.set("flash", Json.toJson(flash()));
            return ok(both);
        });
        get("/untouched", () -> ok(Json.newObject()));
    }

    private void sessionWriters() {
        post("/session/set", () -> {
            session().putAll(pairs());
            return noContent();
        });
        post("/session/replace", () -> {
            session().clear();
            session().putAll(pairs());
            return noContent();
        });
        post("/session/remove", () -> {
            request().body().asJson().forEach(key -> session().remove(key.asText()));
            return noContent();
        });
        post("/session/clear", () -> {
            session().clear();
            return noContent();
        });
    }

    private void flashWriters() {
        post("/flash/set", () -> {
            flash().putAll(pairs());
            return redirect(flashPage);
        });
        post("/flash/keep", () -> {
            flash().putAll(new HashMap<>(flash())); // unchanged, it would end with this response
            return redirect(flashPage);
        });
        post("/flash/clear", () -> {
            flash().clear();
            return noContent();
        });
        post("/flash/here", () -> {
            flash().putAll(pairs());
            return ok(Json.newObject());
        });
    }

    private void get(String path, Supplier<Result> action) {
        routes.GET(path).routeTo(calling(action));
    }

    private void post(String path, Supplier<Result> action) {
        routes.POST(path).routeTo(calling(action));
    }

    // The DSL of 2.5 looks for the types of a lambda where JDK 17 does not let it; a class has them.
    private static Supplier<Result> calling(Supplier<Result> action) {
        return new Supplier<Result>() {
            @Override
            public Result get() {
                return action.get();
            }
        };
    }

    private static Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        request().body().asJson().fields().forEachRemaining(pair -> pairs.put(pair.getKey(), pair.getValue().asText()));
        return pairs;
    }
}
