/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all kernels: a pool of daemon threads that help the caller. Its size is {@code -Dhrbp.threads}, by default
 * the number of available cores. One caller at a time has the pool; any other, and any task that starts tasks, runs its
 * tasks itself.
 */
public final class HrbpThreads {
    /** System property for the number of threads, the caller included. */
    public static final String PROPERTY = "hrbp.threads";

    /** How often an idle thread looks for work before it sleeps: some tens of microseconds. */
    private static final int SPINS = 2000;

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** 0 until somebody asks: a bad property is then refused with its message every time. */
    private static volatile int threads;

    private static volatile @Nullable Pool pool;

    private HrbpThreads() {}

    /** Independent pieces of work. */
    public interface Task {
        /**
         * Does one piece.
         *
         * @param task which piece, from 0
         * @param thread which thread of this run, 0 to {@link #threads()} - 1
         */
        void run(int task, int thread);
    }

    static int configured(@Nullable String value) {
        if (value == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return checked(Integer.parseInt(value.trim()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + value + " is not a number of threads", e);
        }
    }

    private static int checked(int count) {
        if (count < 1 || count > 1024) {
            throw new IllegalArgumentException("Number of kernel threads is " + count + "; allowed is 1 to 1024");
        }
        return count;
    }

    /**
     * Number of threads that take part in one run.
     *
     * @return 1 or more, the caller included
     * @throws IllegalArgumentException if {@code -Dhrbp.threads} is no number from 1 to 1024
     */
    public static int threads() {
        int count = threads;
        return count > 0 ? count : firstThreads();
    }

    private static int firstThreads() {
        LOCK.lock();
        try {
            if (threads == 0) {
                threads = configured(System.getProperty(PROPERTY));
            }
            return threads;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Sets the number of threads for the runs that follow. Results do not depend on it.
     *
     * @param count 1 to 1024, the caller included
     * @throws IllegalArgumentException for any other count
     * @throws IllegalStateException from inside a task
     */
    public static void setThreads(int count) {
        checked(count);
        if (Worker.current() || LOCK.isHeldByCurrentThread()) {
            throw new IllegalStateException("The number of kernel threads cannot be set from inside a kernel task");
        }
        LOCK.lock();
        try {
            Pool old = pool;
            if (old != null && count != threads) {
                old.stop();
                pool = null;
            }
            threads = count;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Runs all tasks and returns when they are done. Threads claim tasks one by one in ascending order.
     *
     * @param tasks number of tasks
     * @param body the work; an exception in a task stops the tasks not yet begun and is thrown here
     */
    public static void run(int tasks, Task body) {
        int count = threads();
        if (tasks <= 1 || count == 1 || LOCK.isHeldByCurrentThread() || Worker.current() || !LOCK.tryLock()) {
            for (int i = 0; i < tasks; i++) {
                body.run(i, 0);
            }
            return;
        }
        try {
            Pool p = pool;
            if (p == null) {
                p = new Pool(threads - 1);
                pool = p;
            }
            p.run(new Job(tasks, body, Thread.currentThread()));
        } finally {
            LOCK.unlock();
        }
    }

    /** One call of {@link HrbpThreads#run}. A worker that comes late finds nothing left to claim. */
    private static final class Job {
        private final int tasks;
        private final Task body;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Job(int tasks, Task body, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.caller = caller;
        }

        @SuppressWarnings("CatchingUnchecked") // whatever a task throws belongs to the caller
        void work(int thread) {
            for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        body.run(i, thread);
                    }
                } catch (Throwable t) {
                    failure = t;
                }
                if (done.incrementAndGet() == tasks && thread != 0) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void await() {
            boolean interrupted = false;
            for (int spin = 0; done.get() < tasks; spin++) {
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable t = failure;
            if (t instanceof Error e) {
                throw e;
            } else if (t instanceof RuntimeException e) {
                throw e;
            } else if (t != null) {
                throw new UndeclaredThrowableException(t);
            }
        }
    }

    /** Workers that share the current job. */
    private static final class Pool {
        private final Worker[] workers;
        private volatile @Nullable Job job;
        private volatile boolean stopped;

        Pool(int size) {
            workers = new Worker[size];
            for (int i = 0; i < size; i++) {
                workers[i] = new Worker(this, i + 1);
            }
            boolean started = false;
            try {
                for (Worker w : workers) {
                    w.start();
                }
                started = true;
            } finally {
                if (!started) {
                    stop();
                }
            }
        }

        void run(Job next) {
            job = next;
            int helpers = Math.min(workers.length, next.tasks - 1);
            for (int i = 0; i < helpers; i++) {
                if (workers[i].asleep) {
                    LockSupport.unpark(workers[i]);
                }
            }
            next.work(0);
            next.await();
            job = null;
        }

        /** The job that has tasks left, if any. */
        @Nullable
        Job open() {
            Job j = job;
            return j != null && j.next.get() < j.tasks ? j : null;
        }

        void stop() {
            stopped = true;
            for (Worker w : workers) {
                LockSupport.unpark(w);
            }
        }
    }

    /** A helper thread. */
    private static final class Worker extends Thread {
        private final Pool pool;
        private final int index;
        private volatile boolean asleep;

        Worker(Pool pool, int index) {
            super("hrbp-kernel-" + index);
            this.pool = pool;
            this.index = index;
            setDaemon(true);
        }

        static boolean current() {
            return Thread.currentThread() instanceof Worker;
        }

        @Override
        public void run() {
            int idle = 0;
            while (!pool.stopped) {
                Job job = pool.open();
                if (job != null) {
                    job.work(index);
                    idle = 0;
                } else if (idle++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    sleep();
                    idle = 0;
                }
            }
        }

        private void sleep() {
            asleep = true;
            if (pool.open() == null && !pool.stopped) {
                LockSupport.park(pool);
                // an interrupt is nobody's message here, and with its flag set park returns at once
                Thread.interrupted();
            }
            asleep = false;
        }
    }
}
