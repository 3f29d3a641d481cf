package io.cybsign;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP request that is ready to be sent. */
public final class Request {
    private final String method;
    private final String url;
    private final Map<String, String> headers;
    private final byte[] body;

    /** Takes what {@link Native#request} gives. */
    Request(Parts parts) {
        method = parts.text("method");
        url = parts.text("url");
        headers = headers(new String(parts.bytes("headers"), StandardCharsets.ISO_8859_1));
        body = parts.bytes("body");
    }

    private static Map<String, String> headers(String lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.split("\r\n")) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return Collections.unmodifiableMap(headers);
    }

    /**
     * The method.
     *
     * @return "POST" for Simple Order
     */
    public String method() {
        return method;
    }

    /**
     * Where it goes.
     *
     * @return an https URL
     */
    public String url() {
        return url;
    }

    /**
     * The header fields that belong to the message. Host and Content-Length are the transport's.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * What is sent: the signed message.
     *
     * @return a copy of the SOAP envelope in UTF-8
     */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return "Request (" + method + " " + url + ")";
    }
}
