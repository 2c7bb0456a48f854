package org.kohsuke.stapler;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URL;

public interface StaplerResponse2 extends HttpServletResponse {

    void forward(Object value, String text, StaplerRequest2 staplerRequest2) throws ServletException, IOException;

    void forwardToPreviousPage(StaplerRequest2 staplerRequest2) throws ServletException, IOException;

    void sendRedirect2(String text) throws IOException;

    void sendRedirect(int number, String text) throws IOException;

    void serveFile(StaplerRequest2 staplerRequest2, URL uRL) throws ServletException, IOException;

    void serveFile(StaplerRequest2 staplerRequest2, URL uRL, long number) throws ServletException, IOException;

    void serveLocalizedFile(StaplerRequest2 staplerRequest2, URL uRL) throws ServletException, IOException;

    void serveLocalizedFile(StaplerRequest2 staplerRequest2, URL uRL, long number) throws ServletException, IOException;

    void serveFile(
            StaplerRequest2 staplerRequest2,
            InputStream inputStream,
            long number,
            long number2,
            long number3,
            String text)
            throws ServletException, IOException;

    void serveFile(
            StaplerRequest2 staplerRequest2,
            InputStream inputStream,
            long number,
            long number2,
            int number3,
            String text)
            throws ServletException, IOException;

    void serveFile(StaplerRequest2 staplerRequest2, InputStream inputStream, long number, long number2, String text)
            throws ServletException, IOException;

    void serveFile(StaplerRequest2 staplerRequest2, InputStream inputStream, long number, int number2, String text)
            throws ServletException, IOException;

    OutputStream getCompressedOutputStream(HttpServletRequest httpServletRequest) throws IOException;

    Writer getCompressedWriter(HttpServletRequest httpServletRequest) throws IOException;

    int reverseProxyTo(URL uRL, StaplerRequest2 staplerRequest2) throws IOException;
}
