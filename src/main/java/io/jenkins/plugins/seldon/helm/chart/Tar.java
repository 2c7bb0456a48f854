package io.jenkins.plugins.seldon.helm.chart;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads and writes the archives that charts come in: gzip around tar, as much of it as charts use (regular files; POSIX
 * and GNU long names). What is not a regular file is left out, as Helm does.
 */
public final class Tar {

    /** Helm's own limit for a chart is less; this one keeps a gzip bomb from the heap. */
    private static final int LARGEST = 64 << 20;

    /** Empty ones cost next to nothing packed. */
    private static final int MOST_FILES = 20_000;

    /** Of all names and extended headers. */
    private static final int LARGEST_NAMES = 4 << 20;

    private static final int BLOCK = 512;
    private static final int NAME = 100;

    private Tar() {}

    /** The regular files, in their order, by path. */
    public static Map<String, byte[]> read(byte[] archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] header = new byte[BLOCK];
        String longName = null;
        long total = 0;
        long names = 0;
        int entries = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                long size = octal(header, 124, 12);
                total += size;
                if (size < 0 || size > LARGEST || total > LARGEST) {
                    throw new IOException("it is larger than " + (LARGEST >> 20) + " MiB");
                }
                byte[] content = in.readNBytes((int) size);
                if (content.length < size) {
                    throw new IOException("it ends in the middle of a file");
                }
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                char type = (char) header[156];
                boolean isHeader = type == 'L' || type == 'x' || type == 'g' || type == 'K';
                names += isHeader ? size : longName != null ? longName.length() : NAME;
                if (++entries > 2 * MOST_FILES || files.size() > MOST_FILES || names > LARGEST_NAMES) {
                    throw new IOException("it has more files than any chart");
                }
                if (type == 'L') {
                    longName = text(content, 0, content.length);
                } else if (type == 'x') {
                    longName = paxPath(content, longName);
                } else if (type == '0' || type == 0) {
                    String name = longName != null ? longName : name(header);
                    if (!name.endsWith("/")) { // an old tar's folder
                        files.put(path(name), withoutMark(content));
                    }
                    longName = null;
                } else if (type != 'g') {
                    longName = null;
                }
            }
        }
        return files;
    }

    /** An archive of these files. The same files make the same archive. */
    public static byte[] write(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] name = file.getKey().getBytes(StandardCharsets.UTF_8);
                if (name.length >= NAME) {
                    byte[] zeroEnded = Arrays.copyOf(name, name.length + 1);
                    entry(out, "././@LongLink".getBytes(StandardCharsets.UTF_8), 'L', zeroEnded);
                }
                entry(out, Arrays.copyOf(name, Math.min(name.length, NAME - 1)), '0', file.getValue());
            }
            out.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw new IllegalStateException("memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static void entry(GZIPOutputStream out, byte[] name, char type, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, name.length);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String name(byte[] header) {
        String name = text(header, 0, NAME);
        boolean posix = text(header, 257, 6).equals("ustar");
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Helm leaves the mark of UTF-8 out of each file (archive.go). */
    private static byte[] withoutMark(byte[] content) {
        boolean marked = content.length >= 3
                && content[0] == (byte) 0xEF
                && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(content, 3, content.length) : content;
    }

    /** Below the first folder, as Helm cleans it: an archive may be of Windows, or of {@code tar -c web/.} (archive.go). */
    private static String path(String name) {
        String[] parts = name.split(name.contains("\\") ? "\\\\" : "/");
        return IntStream.range(0, parts.length)
                .filter(i -> i == 0 || !parts[i].isEmpty() && !parts[i].equals("."))
                .mapToObj(i -> parts[i])
                .collect(Collectors.joining("/"));
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = text(header, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("it is not a tar archive", e);
        }
    }

    /** The path in a POSIX extended header: lines of "length key=value". */
    private static String paxPath(byte[] content, String otherwise) throws IOException {
        List<String> paths = new ArrayList<>();
        int at = 0;
        while (at < content.length) {
            int space = at;
            while (space < content.length && content[space] != ' ') {
                space++;
            }
            int length;
            try {
                length = Integer.parseInt(text(content, at, space - at));
            } catch (NumberFormatException e) {
                throw new IOException("one of its headers is broken", e);
            }
            if (length < space - at + 2 || length > content.length - at) {
                throw new IOException("one of its headers is broken");
            }
            String pair = new String(content, space + 1, length - (space - at) - 2, StandardCharsets.UTF_8);
            if (pair.startsWith("path=")) {
                paths.add(pair.substring("path=".length()));
            }
            at += length;
        }
        return paths.isEmpty() ? otherwise : paths.get(paths.size() - 1);
    }
}
