package io.cybsign;

import java.util.HashMap;
import java.util.Map;

/** Several byte arrays that a native method gave at once, each behind its name. */
final class Parts {
    private final Map<String, byte[]> parts = new HashMap<>();

    Parts(byte[][] namesAndParts) {
        for (int i = 0; i < namesAndParts.length; i += 2) {
            parts.put(Native.text(namesAndParts[i]), namesAndParts[i + 1]);
        }
    }

    byte[] bytes(String name) {
        byte[] part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("the native side gave no " + name);
        }
        return part;
    }

    String text(String name) {
        return Native.text(bytes(name));
    }
}
