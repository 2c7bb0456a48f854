package hudson.util;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.kohsuke.stapler.HttpResponse;

/** Carries kind and message as Jenkins' does; the message is HTML-escaped, as there. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        OK,
        WARNING,
        ERROR
    }

    public final Kind kind;

    FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static FormValidation error(String message) {
        return of(Kind.ERROR, escape(message));
    }

    public static FormValidation warning(String message) {
        return of(Kind.WARNING, escape(message));
    }

    public static FormValidation ok(String message) {
        return of(Kind.OK, escape(message));
    }

    public static FormValidation ok() {
        return of(Kind.OK, null);
    }

    public static FormValidation aggregate(Collection<FormValidation> validations) {
        if (validations.size() == 1) {
            return validations.iterator().next();
        }
        StringBuilder list = new StringBuilder("<ul>");
        Kind worst = Kind.OK;
        for (FormValidation validation : validations) {
            list.append("<li>").append(validation.renderHtml()).append("</li>");
            worst = validation.kind.compareTo(worst) > 0 ? validation.kind : worst;
        }
        String html = list.append("</ul>").toString();
        return new FormValidation(worst, null) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                return html;
            }
        };
    }

    public static FormValidation validateRequired(String value) {
        return value == null || value.isBlank() ? error("Required") : ok();
    }

    public abstract String renderHtml();

    private static String escape(String text) {
        return text == null ? null : hudson.Util.escape(text);
    }

    private static FormValidation of(Kind kind, String html) {
        return new FormValidation(kind, html) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                return html == null ? "" : "<div class=" + kind.name().toLowerCase(Locale.ROOT) + ">" + html + "</div>";
            }
        };
    }
}
