package interop.v28;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import play.libs.Json;
import play.mvc.Http;
import play.mvc.Result;
import play.mvc.Results;
import play.routing.RequestFunctions;
import play.routing.Router;
import play.routing.RoutingDsl;

/** What Play offers for session and flash, each under an address of its own, in JSON; and pages. */
final class Routes {
    private RoutingDsl routes;
    private final String flashPage;

    Routes(RoutingDsl routes, String context) {
        this.routes = routes;
        this.flashPage = context.endsWith("/") ? context + "flash" : context + "/flash";
    }

    Router router() {
        pages();
        readers();
        sessionWriters();
        flashWriters();
        return routes.build();
    }

    private void pages() {
        get("/", Pages::home);
        get("/account", Pages::home); // the old page, for a step back
        post("/login", Pages::login);
        post("/leave", request -> Pages.leave());
    }

    private void readers() {
        get("/session", request -> Results.ok(Json.toJson(request.session().data())));
        get("/flash", request -> Results.ok(Json.toJson(request.flash().data())));
        get("/scopes", request -> {
            ObjectNode both = Json.newObject();
            both.set("session", Json.toJson(request.session().data()));
            both.set("flash", Json.toJson(request.flash().data()));
            return Results.ok(both);
        });
        get("/untouched", request -> Results.ok(Json.newObject()));
    }

    private void sessionWriters() {
        post("/session/set", request -> Results.noContent().addingToSession(request, pairs(request)));
        post("/session/replace", request -> Results.noContent().withSession(pairs(request)));
        post("/session/remove", request -> Results.noContent().removingFromSession(request, keys(request)));
        post("/session/clear", request -> Results.noContent().withNewSession());
    }

    private void flashWriters() {
        post("/flash/set", request -> Results.redirect(flashPage).flashing(pairs(request)));
        post("/flash/keep", request -> Results.redirect(flashPage).withFlash(request.flash()));
        post("/flash/clear", request -> Results.noContent().withNewFlash());
        post("/flash/here", request -> Results.ok(Json.newObject()).flashing(pairs(request)));
    }

    /** What an address does with a request. */
    private interface Action {
        Result of(Http.Request request);
    }

    private void get(String path, Action action) {
        routes = routes.GET(path).routingTo(calling(action));
    }

    private void post(String path, Action action) {
        routes = routes.POST(path).routingTo(calling(action));
    }

    // The DSL of 2.8 looks for the types of a lambda where JDK 17 does not let it; a class has them.
    private static RequestFunctions.Params0<Result> calling(Action action) {
        return new RequestFunctions.Params0<Result>() {
            @Override
            public Result apply(Http.Request request) {
                return action.of(request);
            }
        };
    }

    private static Map<String, String> pairs(Http.Request request) {
        Map<String, String> pairs = new LinkedHashMap<>();
        request.body().asJson().fields().forEachRemaining(pair -> pairs.put(pair.getKey(), pair.getValue().asText()));
        return pairs;
    }

    private static String[] keys(Http.Request request) {
        return StreamSupport.stream(request.body().asJson().spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
    }
}
