// Runs a program as a child that cannot outstay its deadline.
// SPDX-License-Identifier: Apache-2.0
#include "git/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace qm::git {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }
    int get() const { return number_; }

private:
    int number_;
};

struct Pipe {
    Descriptor read;
    Descriptor write;

    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) < 0) fail("pipe");
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
};

// Becomes readable once, when the time is over.
Descriptor timer(std::chrono::milliseconds after) {
    Descriptor made(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    if (made.get() < 0) fail("timerfd_create");
    const auto whole = std::chrono::floor<std::chrono::seconds>(after);
    itimerspec when{};
    when.it_value.tv_sec = whole.count();
    when.it_value.tv_nsec = std::chrono::nanoseconds(after - whole).count() + 1;
    if (timerfd_settime(made.get(), 0, &when, nullptr) < 0) fail("timerfd_settime");
    return made;
}

std::vector<std::string> environment() {
    std::vector<std::string> kept;
    for (const char* name : {"HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR"})
        if (const char* value = std::getenv(name)) kept.push_back(std::string(name) + "=" + value);
    return kept;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> made;
    for (const std::string& text : texts)
        made.push_back(const_cast<char*>(text.c_str()));
    made.push_back(nullptr);
    return made;
}

// posix_spawn and not fork: this process has threads. Returns an error number.
int spawn(const std::vector<std::string>& command, const Pipe& in, const Pipe& err, pid_t& pid) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in.read.get(), 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, err.write.get(), 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    const std::vector<std::string> variables = environment();
    const int error = posix_spawn(&pid, command.front().c_str(), &files, &attributes,
                                  pointers(command).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

// True once the child has ended; it stays a zombie, so that its group cannot be reused.
bool has_ended(pid_t pid) {
    siginfo_t info{};
    const int options = WEXITED | WNOHANG | WNOWAIT;
    if (waitid(P_PID, static_cast<id_t>(pid), &info, options) < 0) return errno != EINTR;
    return info.si_pid == pid;
}

// Reads what is there and keeps the beginning; false at the end of the file.
bool hear(const Descriptor& from, std::string& said) {
    std::array<char, 4'096> buffer;
    const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (count <= 0) return false;
    const std::size_t room = said_bytes_max - said.size();
    said.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
    return true;
}

// Waits for the end of the child or of its time; true when the time was over first.
bool wait_for(pid_t pid, Descriptor& err, const Descriptor& clock, std::string& said) {
    constexpr int tick_ms = 100;       // the child may end while another holds its stderr
    constexpr int ending_tick_ms = 2;  // it has closed its stderr: it ends now
    bool open = true;
    for (;;) {
        std::array<pollfd, 2> files{{{clock.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
        const int ready = poll(files.data(), open ? 2 : 1, open ? tick_ms : ending_tick_ms);
        if (ready < 0 && errno != EINTR) return true;
        if (ready > 0 && open && files[1].revents != 0) open = hear(err, said);
        if (has_ended(pid)) return false;
        if (ready > 0 && files[0].revents != 0) return true;
    }
}

}  // namespace

Ended run_child(const std::vector<std::string>& command, const std::string& input,
                std::chrono::milliseconds deadline) {
    if (input.size() > input_bytes_max) throw std::logic_error("the task is too long for a pipe");
    Pipe in;
    Pipe err;
    if (::write(in.write.get(), input.data(), input.size()) != static_cast<ssize_t>(input.size()))
        fail("write");
    in.write.close();
    const Descriptor clock = timer(deadline);
    Ended ended;
    pid_t pid = 0;
    if (const int error = spawn(command, in, err, pid); error != 0) {
        ended.exit_code = 127;
        ended.said = command.front() + " cannot be started: " + std::strerror(error);
        return ended;
    }
    err.write.close();
    ended.timed_out = wait_for(pid, err.read, clock, ended.said);
    kill(-pid, SIGKILL);  // at the deadline the child; always what it left behind
    if (fcntl(err.read.get(), F_SETFL, O_NONBLOCK) == 0)
        for (int i = 0; i < 16; ++i)  // what was said last, a pipe holds at most that
            if (!hear(err.read, ended.said) || ended.said.size() == said_bytes_max) break;
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return ended;
    if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    return ended;
}

}  // namespace qm::git
