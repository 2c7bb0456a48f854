package io.jenkins.plugins.seldon.settings;

import hudson.AbortException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/** Gets an archive of Helm and takes nothing out of it before its SHA-256 is the expected one. */
final class HelmDownload {

    /** Helm's own archives have 15 to 25 MB. */
    private static final int LARGEST_ARCHIVE = 64 << 20;

    private static final long LARGEST_EXECUTABLE = 256L << 20;
    private static final int LARGEST_SUM = 1000;
    private static final int BLOCK = 512;
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

    private final OkHttpClient client;

    HelmDownload(OkHttpClient client) {
        this.client = client;
    }

    /** The checksums of a text, as people and {@code sha256sum} write them: the words that are one. */
    static Set<String> sums(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> SUM.matcher(word).matches())
                .collect(Collectors.toSet());
    }

    /**
     * The checksums that an administrator has listed; none where nothing is written.
     *
     * @throws AbortException with a sentence, where something is written that is no checksum: not even one that is published
     *     beside an archive may stand for what was meant
     */
    static Set<String> listed(String text) throws AbortException {
        Set<String> sums = sums(text);
        if (sums.isEmpty() && !text.isBlank()) {
            throw new AbortException("Helm was not installed: the installer's SHA-256 contains no checksum of 64"
                    + " hexadecimal digits.");
        }
        return sums;
    }

    /**
     * The archive.
     *
     * @param expected the checksums of which it must have one; none for the one that the site has beside the archive
     * @throws AbortException with a sentence, where it can't be had or is another one
     */
    byte[] archive(String url, Set<String> expected) throws IOException {
        Set<String> sums = expected;
        if (sums.isEmpty()) {
            sums = sums(new String(get(url + ".sha256sum", LARGEST_SUM), StandardCharsets.US_ASCII));
            if (sums.size() != 1) {
                throw new AbortException("Helm was not installed: " + url + ".sha256sum contains no checksum.");
            }
        }
        byte[] archive = get(url, LARGEST_ARCHIVE);
        String sum = sha256(archive);
        if (!sums.contains(sum)) {
            throw new AbortException("Helm was not installed: " + url + " has the SHA-256 " + sum
                    + (expected.isEmpty() ? ", not the one that is published beside it." : ", which is not listed."));
        }
        return archive;
    }

    private byte[] get(String url, int limit) throws IOException {
        try (Response response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            if (response.code() != 200) {
                throw new AbortException("Helm was not installed: " + url + " answered " + response.code() + ".");
            }
            BufferedSource source = response.body().source();
            if (source.request(limit + 1L)) {
                throw new AbortException("Helm was not installed: " + url + " is larger than expected.");
            }
            return source.readByteArray();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Puts the executable of an archive into a folder, and nothing else: no path of the archive decides where.
     *
     * @throws IOException with a clause if there is none
     */
    static void unpack(byte[] archive, Path home) throws IOException {
        byte[] header = new byte[BLOCK];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                long size = size(header);
                boolean isFile = header[156] == '0' || header[156] == 0;
                if (isFile && text(header, 0, 100).matches("[^/]+/helm")) {
                    write(in, size, home.resolve("helm"));
                    return;
                }
                in.skipNBytes(size + (BLOCK - size % BLOCK) % BLOCK);
            }
        }
        throw new IOException("the archive contains no helm");
    }

    private static void write(InputStream in, long size, Path target) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(target)) {
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("the archive ends in the middle of helm");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        if (!target.toFile().setExecutable(true, false)) {
            throw new IOException("helm can't be made executable");
        }
    }

    private static long size(byte[] header) throws IOException {
        try {
            long size = Long.parseLong(text(header, 124, 12).strip(), 8);
            if (size >= 0 && size <= LARGEST_EXECUTABLE) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IOException("the archive is not Helm's");
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
        int end = text.indexOf(0);
        return end < 0 ? text : text.substring(0, end);
    }
}
