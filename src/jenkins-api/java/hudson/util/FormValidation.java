package hudson.util;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
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

    public static FormValidation error(String format, Object... args) {
        return error(String.format(format, args));
    }

    public static FormValidation warning(String format, Object... args) {
        return warning(String.format(format, args));
    }

    public static FormValidation ok(String format, Object... args) {
        return ok(String.format(format, args));
    }

    public static FormValidation error(Throwable cause, String message) {
        return error(message);
    }

    public static FormValidation warning(Throwable cause, String message) {
        return warning(message);
    }

    public static FormValidation errorWithMarkup(String message) {
        return of(Kind.ERROR, message);
    }

    public static FormValidation warningWithMarkup(String message) {
        return of(Kind.WARNING, message);
    }

    public static FormValidation okWithMarkup(String message) {
        return of(Kind.OK, message);
    }

    public static FormValidation aggregate(Collection<FormValidation> validations) {
        Kind worst = Kind.OK;
        for (FormValidation validation : validations) {
            worst = validation.kind.compareTo(worst) > 0 ? validation.kind : worst;
        }
        return of(
                worst,
                validations.stream()
                        .map(FormValidation::renderHtml)
                        .collect(Collectors.joining("</li><li>", "<li>", "</li>")));
    }

    public static FormValidation validateRequired(String value) {
        return value == null || value.isBlank() ? error("Required") : ok();
    }

    public static FormValidation validateNonNegativeInteger(String value) {
        return validateIntegerInRange(value, 0, Integer.MAX_VALUE);
    }

    public static FormValidation validatePositiveInteger(String value) {
        return validateIntegerInRange(value, 1, Integer.MAX_VALUE);
    }

    public static FormValidation validateIntegerInRange(String value, int lower, int upper) {
        try {
            int number = Integer.parseInt(value);
            return lower <= number && number <= upper ? ok() : error("Must be from %d to %d", lower, upper);
        } catch (NumberFormatException e) {
            return error("Not a number");
        }
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
