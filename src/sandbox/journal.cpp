// An append-only file of lines: what happened in the sandbox, so that a folder goes on.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/journal.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace qm::sandbox {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("cannot write " + path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

Journal::~Journal() {
    if (file_ >= 0) ::close(file_);
}

result<Journal::Replay> Journal::replay(
    const std::function<bool(std::string_view line)>& read) const {
    Replay done;
    if (path_.empty()) return done;
    std::ifstream in(path_, std::ios::binary);
    std::string line;
    while (std::getline(in, line)) {
        if (in.eof()) {  // no line end: the write was cut off
            done.torn = true;
            break;
        }
        if (!read(line))
            return Error{errc::invalid, path_ + ": line " + std::to_string(done.lines + 1) +
                                            " cannot be read; move the file away to start anew."};
        ++done.lines;
    }
    return done;
}

void Journal::rewrite(const std::vector<std::string>& lines) {
    if (path_.empty()) return;
    std::string next = path_ + ".next";
    int file = ::open(next.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) fail("cannot write " + next);
    std::string bytes;
    try {
        for (const std::string& line : lines) {
            bytes += line;
            bytes += '\n';
            if (bytes.size() < (1u << 20)) continue;
            write_all(file, bytes, next);
            bytes.clear();
        }
        write_all(file, bytes, next);
        if (::fsync(file) != 0) fail("cannot write " + next);
    } catch (...) {
        ::close(file);
        ::unlink(next.c_str());
        throw;
    }
    ::close(file);
    if (std::rename(next.c_str(), path_.c_str()) != 0) fail("cannot rename " + next);
    open_at_end();
}

void Journal::open_at_end() {
    if (file_ >= 0) ::close(file_);
    file_ = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) fail("cannot open " + path_);
    struct stat info {};
    if (::fstat(file_, &info) != 0) fail("cannot look at " + path_);
    size_ = info.st_size;
}

void Journal::append(std::string_view line) {
    if (path_.empty()) return;
    if (file_ < 0) open_at_end();
    std::string bytes(line);
    bytes += '\n';
    try {
        write_all(file_, bytes, path_);
    } catch (...) {
        // A half-written line would spoil the next one.
        if (::ftruncate(file_, size_) != 0) ::close(std::exchange(file_, -1));
        throw;
    }
    size_ += static_cast<long long>(bytes.size());
}

}  // namespace qm::sandbox
