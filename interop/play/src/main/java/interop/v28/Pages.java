package interop.v28;

import java.util.Optional;
import play.mvc.Http;
import play.mvc.Result;
import play.mvc.Results;
import play.twirl.api.HtmlFormat;

/** What a person sees who comes by way of the proxy in examples/besideplay. */
final class Pages {
    /** Where Security.Authenticated looks for the user. */
    private static final String USER = "username";

    private Pages() {}

    static Result home(Http.Request request) {
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Shop</title>"
                + "<style>:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:3rem auto;"
                + "padding:0 1rem}input,button{font:inherit}.success{padding:.4rem .8rem;border-left:.3rem solid #2a7}</style>"
                + "<h1>Play answers this page</h1>");
        request.flash().get("success").ifPresent(text -> page.append("<p class=\"success\">").append(escape(text)));
        Optional<String> user = request.session().get(USER);
        if (user.isPresent()) {
            page.append("<p>You are <strong>").append(escape(user.get())).append("</strong>, and your theme is <strong>")
                    .append(escape(request.session().get("theme").orElse("plain"))).append("</strong>.")
                    .append("<p><a href=\"/account\">Your account</a>, which Go answers")
                    .append("<form method=\"post\" action=\"/leave\"><button>Log out in Play</button></form>");
        } else {
            page.append("<form method=\"post\" action=\"/login\"><input name=\"name\" aria-label=\"name\" placeholder=\"Your name\" required>"
                    + " <button>Log in to Play</button></form>");
        }
        return Results.ok(page.toString()).as(Http.MimeTypes.HTML + "; charset=utf-8");
    }

    static Result login(Http.Request request) {
        String[] name = request.body().asFormUrlEncoded().get("name");
        if (name == null || name[0].isBlank()) {
            return Results.redirect("/").flashing("success", "Who are you?");
        }
        return Results.redirect("/")
                .addingToSession(request, USER, name[0])
                .flashing("success", "Welcome");
    }

    static Result leave() {
        return Results.redirect("/").withNewSession().flashing("success", "You have logged out");
    }

    private static String escape(String text) {
        return HtmlFormat.escape(text).toString();
    }
}
