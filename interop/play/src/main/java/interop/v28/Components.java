package interop.v28;

import java.util.Collections;
import java.util.List;
import play.ApplicationLoader;
import play.mvc.EssentialFilter;
import play.routing.Router;
import play.routing.RoutingDslComponentsFromContext;

/** What the application is made of. */
final class Components extends RoutingDslComponentsFromContext {
    Components(ApplicationLoader.Context context) {
        super(context);
    }

    @Override
    public List<EssentialFilter> httpFilters() {
        return Collections.emptyList(); // CSRF would put a pair of its own into the session
    }

    @Override
    public Router router() {
        String context = httpConfiguration().context();
        return new Routes(routingDsl(), context).router().asScala().withPrefix(context).asJava();
    }
}
