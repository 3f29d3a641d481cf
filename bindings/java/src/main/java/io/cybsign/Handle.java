package io.cybsign;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native object and the count of calls that are using it.
 *
 * <p>Closing neither blocks nor races a call: it forbids new calls, and whoever is last, the closer or the last call that is
 * still in flight, frees the object. An owner that was never closed is found in the queue once it has been collected, when
 * the next handle is made.
 */
final class Handle extends PhantomReference<Object> {
    /** What frees a native object. */
    interface Free {
        void free(long pointer);
    }

    private static final int CLOSED = Integer.MIN_VALUE;
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
    /** A phantom reference must itself stay reachable to be queued. */
    private static final Set<Handle> OPEN = ConcurrentHashMap.newKeySet();

    /** The owner's class, for the error. */
    private final String what;
    private final long pointer;
    private final Free free;
    /** What the native object calls back; it has but weak references to it. */
    private final Object[] kept;
    /** The calls in flight, with the highest bit set once it is closed. */
    private final AtomicInteger calls = new AtomicInteger();

    Handle(Object owner, long pointer, Free free, Object... kept) {
        super(owner, COLLECTED);
        this.what = "the " + owner.getClass().getSimpleName();
        this.pointer = pointer;
        this.free = free;
        this.kept = kept;
        OPEN.add(this);
        closeCollected();
    }

    /** What is done with a native object. */
    interface Call<T> {
        T apply(long pointer);
    }

    /** Makes a call, during which the object is not freed. */
    <T> T call(Call<T> call) {
        long current = enter();
        try {
            return call.apply(current);
        } finally {
            leave();
        }
    }

    /** Begins a call; each is followed by {@link #leave()}. */
    long enter() {
        int before;
        do {
            before = calls.get();
            if (before < 0) {
                throw new IllegalStateException(what + " has been closed");
            }
        } while (!calls.compareAndSet(before, before + 1));
        return pointer;
    }

    void leave() {
        if (calls.decrementAndGet() == CLOSED) {
            free.free(pointer);
        }
    }

    void close() {
        int before;
        do {
            before = calls.get();
            if (before < 0) {
                return;
            }
        } while (!calls.compareAndSet(before, before | CLOSED));
        OPEN.remove(this);
        clear();
        if (before == 0) {
            free.free(pointer);
        }
    }

    /** What must stay reachable for as long as the native object, or one made from it, is used. */
    Object[] kept() {
        return kept;
    }

    boolean isClosed() {
        return calls.get() < 0;
    }

    /** How many handles are open; for tests. */
    static int open() {
        return OPEN.size();
    }

    private static void closeCollected() {
        Reference<?> collected;
        while ((collected = COLLECTED.poll()) != null) {
            ((Handle) collected).close();
        }
    }
}
