package org.kohsuke.stapler;

public class HttpResponses {

    public static HttpResponses.HttpResponseException ok() {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException notFound() {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException forbidden() {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException status(int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException error(int number, String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException error(Throwable throwable) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException error(int number, Throwable throwable) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponses.HttpResponseException errorWithoutStack(int number, String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponse plainText(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static HttpResponse text(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    private HttpResponses() {}

    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {

        public HttpResponseException() {}

        public HttpResponseException(String text) {
            super(text);
        }

        public HttpResponseException(String text, Throwable throwable) {
            super(text, throwable);
        }

        public HttpResponseException(Throwable throwable) {
            super(throwable);
        }
    }
}
