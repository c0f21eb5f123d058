/* Loaded with LD_PRELOAD: at the Nth step on a file below FAIL_UNDER the process is killed, or that
   step and all after it fail as on a full disk. Steps are writes, syncs, renames, links, removals
   and new files, and where FAIL_SENDS is set all that is sent over a socket, as to PostgreSQL. With
   FAIL_AT=0 steps are counted into FAIL_COUNT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long steps;

static int below(const char *path) {
    const char *under = getenv("FAIL_UNDER");
    return under && path && strncmp(path, under, strlen(under)) == 0;
}

static int open_below(int fd) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(name, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return below(path);
}

static void count(void) {
    const char *name = getenv("FAIL_COUNT");
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int (*opened)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int fd = name ? opened(name, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
    if (fd >= 0) { real(fd, ".", 1); close(fd); }
}

/* Returns 1 if this step has to fail. */
static int step(int concerned) {
    if (!concerned) return 0;
    const char *at = getenv("FAIL_AT");
    long number = __sync_add_and_fetch(&steps, 1), chosen = at ? atol(at) : 0;
    if (!chosen) { count(); return 0; }
    if (number < chosen) return 0;
    if (getenv("FAIL_KILL")) kill(getpid(), SIGKILL);
    errno = ENOSPC;
    return 1;
}

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    return step(open_below(fd)) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t place) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    return step(open_below(fd)) ? -1 : real(fd, data, size, place);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return step(open_below(fd)) ? -1 : real(fd, data, size, place);
}
ssize_t writev(int fd, const struct iovec *parts, int number) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    return step(open_below(fd)) ? -1 : real(fd, parts, number);
}
ssize_t sendfile(int to, int from, off_t *place, size_t size) {
    REAL(ssize_t, sendfile, int, int, off_t *, size_t);
    return step(open_below(to)) ? -1 : real(to, from, place, size);
}
ssize_t sendfile64(int to, int from, off64_t *place, size_t size) {
    REAL(ssize_t, sendfile64, int, int, off64_t *, size_t);
    return step(open_below(to)) ? -1 : real(to, from, place, size);
}
ssize_t send(int fd, const void *data, size_t size, int flags) {
    REAL(ssize_t, send, int, const void *, size_t, int);
    if (!step(getenv("FAIL_SENDS") != NULL)) return real(fd, data, size, flags);
    shutdown(fd, SHUT_RDWR); /* or libpq waits for ever for what the server has to say of it */
    errno = EPIPE;
    return -1;
}
int fsync(int fd) {
    REAL(int, fsync, int);
    return step(open_below(fd)) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, fdatasync, int);
    return step(open_below(fd)) ? -1 : real(fd);
}
int ftruncate(int fd, off_t size) {
    REAL(int, ftruncate, int, off_t);
    return step(open_below(fd)) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, ftruncate64, int, off64_t);
    return step(open_below(fd)) ? -1 : real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return step(below(to)) ? -1 : real(from, to);
}
int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    return step(below(to)) ? -1 : real(from, to);
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
    REAL(int, linkat, int, const char *, int, const char *, int);
    return step(below(to)) ? -1 : real(a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    return step(below(path)) ? -1 : real(path, mode);
}
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return step(below(path)) ? -1 : real(path);
}
int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return step((flags & O_CREAT) && below(path)) ? -1 : real(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    REAL(int, open64, const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return step((flags & O_CREAT) && below(path)) ? -1 : real(path, flags, mode);
}
