package io.jenkins.plugins.seldon.helm.chart;

/** A chart or its values can't be used. The message is one sentence for the user. */
public class InvalidChartException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message one complete sentence for the user; holds no secret */
    public InvalidChartException(String message) {
        super(message);
    }

    /** @param message one complete sentence for the user; holds no secret */
    public InvalidChartException(String message, Throwable cause) {
        super(message, cause);
    }
}
