// Maps and writes the index's file.
// SPDX-License-Identifier: Apache-2.0
#include "app/index_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace qm::app {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }

private:
    int number_;
};

Error failed(const std::string& path) {
    const auto code = errno == ENOENT ? errc::not_found : errc::unavailable;
    return {code, path + ": " + std::strerror(errno)};
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = ::write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

}  // namespace

result<std::shared_ptr<const catalog::Segment>> open_index_file(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (file.get() < 0 || ::fstat(file.get(), &about) != 0) return failed(path);
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size == 0) return Error{errc::invalid, path + " is empty"};
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (bytes == MAP_FAILED) return failed(path);
    const std::shared_ptr<const void> owner(
        bytes, [size](const void* at) { ::munmap(const_cast<void*>(at), size); });
    auto segment =
        catalog::Segment::open(owner, std::string_view(static_cast<const char*>(bytes), size));
    // Its checksums were read from end to end; searches touch little of it.
    ::madvise(bytes, size, MADV_DONTNEED);
    return segment;
}

result<void> write_index_file(const std::string& path, std::string_view bytes) {
    const std::string beside = path + ".new";
    {
        const Descriptor file(
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (file.get() < 0 || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0)
            return failed(beside);
    }
    if (std::rename(beside.c_str(), path.c_str()) != 0) return failed(path);
    return {};
}

}  // namespace qm::app
