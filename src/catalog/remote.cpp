// Where a repository is cloned from and read, in the forms that ansible, terraform and people use.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/remote.hpp"

#include "catalog/text.hpp"

namespace qm::catalog {
namespace {

std::string without_password(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::string(url);
    const auto slash = url.find('/', scheme + 3);
    const auto at = url.substr(0, slash).rfind('@');
    if (at == std::string_view::npos || at < scheme) return std::string(url);
    const auto user = url.substr(scheme + 3, at - scheme - 3);
    const bool ssh = url.starts_with("ssh://") || url.starts_with("git+ssh://");
    std::string out(url.substr(0, scheme + 3));
    if (ssh) out += std::string(user.substr(0, user.find(':'))) + '@';
    return out += url.substr(at + 1);
}

std::string without_git(std::string_view url) {
    while (url.ends_with('/'))
        url.remove_suffix(1);
    if (url.ends_with(".git")) url.remove_suffix(4);
    return std::string(url);
}

// "git@host:group/repo.git": the place of the colon, or npos.
std::size_t scp_colon(std::string_view url) {
    if (contains(url, "://") || url.starts_with('/') || url.starts_with('.')) return url.npos;
    const auto colon = url.find(':');
    const auto slash = url.find('/');
    return colon != url.npos && (slash == url.npos || colon < slash) ? colon : url.npos;
}

std::string web_of(std::string_view clone) {
    if (clone.starts_with("https://") || clone.starts_with("http://")) return without_git(clone);
    if (clone.starts_with("ssh://")) {
        auto rest = clone.substr(6);
        if (const auto at = rest.find('@'); at != rest.npos) rest.remove_prefix(at + 1);
        const auto slash = rest.find('/');
        if (slash == rest.npos) return {};
        const auto host = rest.substr(0, rest.find(':'));
        return without_git("https://" + std::string(host.substr(0, slash)) +
                           std::string(rest.substr(slash)));
    }
    if (const auto colon = scp_colon(clone); colon != clone.npos) {
        auto host = clone.substr(0, colon);
        if (const auto at = host.find('@'); at != host.npos) host.remove_prefix(at + 1);
        return without_git("https://" + std::string(host) + '/' +
                           std::string(clone.substr(colon + 1)));
    }
    return {};
}

// The clone address with a scheme in front.
std::string with_scheme(const std::string& clone) {
    if (const auto colon = scp_colon(clone); colon != std::string::npos)
        return "ssh://" + clone.substr(0, colon) + '/' + clone.substr(colon + 1);
    if (clone.starts_with('/')) return "file://" + clone;
    return clone;
}

}  // namespace

std::string Remote::ansible() const {
    return "git+" + with_scheme(clone);
}

std::string Remote::terraform() const {
    return "git::" + with_scheme(clone);
}

std::string Remote::page(std::string_view path) const {
    if (web.empty() || path.empty()) return web;
    const bool github = contains(web, "//github.com/");
    std::string out = web + (github ? "/tree/HEAD/" : "/-/tree/HEAD/");
    for (const char c : path) {
        static constexpr char digits[] = "0123456789ABCDEF";
        const auto u = static_cast<unsigned char>(c);
        if (u > 0x20 && u < 0x7F && c != '%' && c != '?' && c != '#' && c != '"' && c != '<' &&
            c != '>' && c != '(' && c != ')')
            out += c;
        else
            (out += '%') += {digits[u >> 4], digits[u & 15]};
    }
    return out;
}

Remote remote_of(const Tree& tree) {
    return remote_of(tree.url(), tree.repo());
}

Remote remote_of(std::string_view url, std::string_view repo) {
    Remote remote;
    const auto text = trim(url);
    if (text.empty()) {
        remote.clone = "https://git.example/" + without_git(repo) + ".git";
        return remote;
    }
    remote.clone = without_password(text);
    remote.web = web_of(remote.clone);
    if (!remote.web.empty() && !remote.clone.ends_with(".git") && remote.clone.starts_with("http"))
        remote.clone = without_git(remote.clone) + ".git";
    return remote;
}

}  // namespace qm::catalog
