package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final int THREADS = 8;

    private static <T> List<T> inThreads(Callable<T> body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(body));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void eightThreadsShareOneHandle() throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            byte[] expected = simpleOrder.signFields(Keys.sampleFields());
            List<Integer> counts = inThreads(() -> {
                for (int i = 0; i < 100; i++) {
                    assertArrayEquals(expected, simpleOrder.signFields(Keys.sampleFields()));
                    assertThrows(UsageException.class, () -> simpleOrder.signFields(Keys.fields("a", "\n")));
                }
                return 100;
            });
            assertEquals(THREADS, counts.size());
        }
    }

    @Test
    void eightThreadsShareOneCallback() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        PrivateKeyAdapter key = new PrivateKeyAdapter(Keys.key());
        Signer counting = (algorithm, digest) -> {
            if (calls.incrementAndGet() % 10 == 0) {
                throw new IllegalStateException("every tenth");
            }
            return key.sign(algorithm, digest);
        };
        try (Credential credential = Credential.fromCallbacks(Keys.read("cert_leaf.pem"), counting);
                SimpleOrder simpleOrder = new SimpleOrder(credential);
                SimpleOrder plain = Keys.simpleOrder()) {
            byte[] expected = plain.signFields(Keys.sampleFields());
            List<Integer> failures = inThreads(() -> {
                int failed = 0;
                for (int i = 0; i < 50; i++) {
                    try {
                        assertArrayEquals(expected, simpleOrder.signFields(Keys.sampleFields()));
                    } catch (CryptoException e) {
                        assertEquals("every tenth", e.getCause().getMessage());
                        failed++;
                    }
                }
                return failed;
            });
            assertEquals(calls.get() / 10, failures.stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void closingRacesNoCall() throws Exception {
        byte[] expected;
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            expected = simpleOrder.signNvp("a=b\n");
        }
        int open = Handle.open();
        for (int round = 0; round < 20; round++) {
            SimpleOrder simpleOrder = Keys.simpleOrder();
            CountDownLatch begun = new CountDownLatch(THREADS);
            Thread closer = new Thread(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                simpleOrder.close();
            });
            closer.start();
            List<Integer> signed = inThreads(() -> {
                int count = 0;
                begun.countDown();
                try {
                    for (;;) {
                        assertArrayEquals(expected, simpleOrder.signNvp("a=b\n"));
                        count++;
                    }
                } catch (IllegalStateException e) {
                    return count;
                }
            });
            closer.join();
            assertEquals(THREADS, signed.size());
            assertThrows(IllegalStateException.class, () -> simpleOrder.signNvp("a=b\n"));
        }
        assertTrue(Handle.open() <= open, "handles were left open");
    }

    @Test
    void theLastCallFreesOnce() {
        AtomicInteger freed = new AtomicInteger();
        Object owner = new Object();
        Handle handle = new Handle(owner, 7, pointer -> freed.addAndGet((int) pointer));
        assertEquals(7, handle.enter());
        assertEquals(7, handle.enter());
        handle.close();
        handle.close();
        assertThrows(IllegalStateException.class, handle::enter);
        handle.leave();
        assertEquals(0, freed.get());
        handle.leave();
        assertEquals(7, freed.get());
        handle.close();
        assertEquals(7, freed.get());
        Handle idle = new Handle(owner, 7, pointer -> freed.addAndGet((int) pointer));
        idle.close();
        assertEquals(14, freed.get());
    }

    @Test
    void whatIsNeverClosedIsFreedAfterItWasCollected() throws Exception {
        AtomicInteger freed = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            new Handle(new Object(), 1, pointer -> freed.incrementAndGet());
        }
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            for (int i = 0; i < 300; i++) {
                new SimpleOrder(credential);
            }
            int open = Handle.open();
            assertTrue(open > 0);
            for (int i = 0; i < 100 && freed.get() < 100; i++) {
                System.gc();
                Thread.sleep(20);
                new SimpleOrder(credential).close();
            }
            assertEquals(100, freed.get());
            for (int i = 0; i < 100 && Handle.open() > 50; i++) {
                System.gc();
                Thread.sleep(20);
                new SimpleOrder(credential).close();
            }
            assertTrue(Handle.open() <= 50, Handle.open() + " of " + open + " are still open");
        }
    }
}
