// Repositories for measuring.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_repos.hpp"

#include "git/build.hpp"

#include <array>
#include <filesystem>
#include <map>
#include <random>
#include <vector>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

constexpr Instant begin = from_unix(1'770'000'000);
constexpr int role_monorepo = 130;  // roles in one repository, with their collection
constexpr int large_files_wanted = 6'755;
constexpr std::array bench_words = {
    "redis", "postgres", "nginx",  "kafka",   "vault",  "consul",    "haproxy",  "grafana",
    "loki",  "tempo",    "minio",  "etcd",    "harbor", "traefik",   "keycloak", "ldap",
    "bind",  "chrony",   "backup", "mongodb", "mysql",  "memcached", "rabbitmq", "elastic"};

class Maker {
public:
    Maker(std::string folder, unsigned seed) : folder_(std::move(folder)), random_(seed) {}

    std::string name(int number) {
        return std::string(bench_words[static_cast<std::size_t>(number) % bench_words.size()]) +
               "-" + std::to_string(number);
    }
    std::string prose(const std::string& of) {
        std::string text = "Installs and watches " + of + " for";
        for (int i = 0; i < 12; ++i)
            text += std::string(" ") + bench_words[random_() % bench_words.size()];
        return text + ".";
    }
    // A repository with a first commit, a small change, and a release.
    result<void> make(const std::string& repo, const Files& files, const std::string& tag) {
        ++count_;
        std::vector<git::Step> steps(2);
        steps[0] = {"Begin", author(), begin + std::chrono::hours(count_), files, {}, "v0.9.0"};
        Files second;
        second["CHANGELOG.md"] = "# Changes\n\nMade from a seed.\n";
        steps[1] = {"Say what changed",
                    author(),
                    begin + std::chrono::hours(count_ + 500),
                    second,
                    {},
                    tag};
        return git::build_bare(folder_ + "/" + repo + ".git", steps);
    }
    int count() const { return count_; }

private:
    std::string author() {
        return std::string(bench_words[random_() % bench_words.size()]) +
               " Person <someone@example.org>";
    }

    std::string folder_;
    std::mt19937 random_;
    int count_ = 0;
};

void add_role(Maker& maker, const std::string& at, const std::string& name, Files& files) {
    files[at + "meta/main.yml"] = "galaxy_info:\n  role_name: " + name +
                                  "\n  description: " + maker.prose(name) +
                                  "\n  license: MIT\n  platforms:\n    - name: Debian\n"
                                  "      versions: [bookworm]\n  galaxy_tags: [sre]\n"
                                  "dependencies: []\n";
    files[at + "defaults/main.yml"] = "# Which version is installed\n" + name +
                                      "_version: \"1.2.3\"\n# Where it listens\n" + name +
                                      "_port: 8080\n" + name + "_enabled: true\n";
    files[at + "tasks/main.yml"] =
        "- name: Install\n  ansible.builtin.apt:\n    name: " + name + "\n    state: present\n";
    files[at + "README.md"] = "# " + name + "\n\n" + maker.prose(name) + "\n";
}

void add_chart(Maker& maker, const std::string& at, const std::string& name, Files& files) {
    files[at + "Chart.yaml"] = "apiVersion: v2\nname: " + name +
                               "\nversion: 1.4.2\n"
                               "appVersion: \"2.0\"\ndescription: " +
                               maker.prose(name) + "\nkeywords: [sre, " + name +
                               "]\nmaintainers:\n"
                               "  - name: sre\n";
    files[at + "values.yaml"] =
        "# -- How many\nreplicas: 2\nimage:\n  # -- Which image\n"
        "  repository: registry.example/" +
        name + "\n  tag: \"2.0\"\n";
    files[at + "templates/deployment.yaml"] = "kind: Deployment\n";
    files[at + "README.md"] = "# " + name + "\n\n" + maker.prose(name) + "\n";
}

void add_image(Maker& maker, const std::string& at, const std::string& name, Files& files) {
    files[at + "Dockerfile"] = "# " + maker.prose(name) +
                               "\nFROM debian:bookworm-slim\nARG VERSION=1.0\n"
                               "LABEL org.opencontainers.image.title=\"" +
                               name + "\"\nEXPOSE 8080\nENTRYPOINT [\"/bin/" + name + "\"]\n";
}

void add_template(Maker& maker, const std::string& at, const std::string& name, Files& files) {
    files[at + name + ".yml"] = "# " + maker.prose(name) +
                                "\nspec:\n  inputs:\n    stage:\n      default: test\n"
                                "    image:\n      description: Which image\n---\n" +
                                name + ":\n  stage: $[[ inputs.stage ]]\n  script: [make]\n";
}

void add_module(Maker& maker, const std::string& at, const std::string& name, Files& files) {
    files[at + "main.tf"] = "resource \"null_resource\" \"this\" {}\n";
    files[at + "variables.tf"] =
        "variable \"name\" {\n  type = string\n  description = \"What it "
        "is called\"\n}\nvariable \"size\" {\n  type = number\n"
        "  default = 3\n}\n";
    files[at + "outputs.tf"] = "output \"id\" {\n  value = 1\n}\n";
    files[at + "README.md"] = "# " + name + "\n\n" + maker.prose(name) + "\n";
}

void add_package(Maker& maker, const std::string& name, Files& files) {
    files["debian/control"] = "Source: " + name +
                              "\nMaintainer: SRE <sre@example.org>\n"
                              "Section: admin\n\nPackage: " +
                              name +
                              "\nArchitecture: all\n"
                              "Depends: adduser\nDescription: " +
                              maker.prose(name) + "\n";
    files["debian/changelog"] = name +
                                " (1.2.3-1) bookworm; urgency=medium\n\n  * New.\n\n"
                                " -- SRE <sre@example.org>  Mon, 02 Mar 2026 10:00:00 +0000\n";
}

void add_python(Maker& maker, const std::string& name, Files& files) {
    files["pyproject.toml"] = "[project]\nname = \"" + name +
                              "\"\nversion = \"0.3.1\"\n"
                              "description = \"" +
                              maker.prose(name) + "\"\ndependencies = [\"requests>=2\"]\n";
    files["README.md"] = "# " + name + "\n\n" + maker.prose(name) + "\n";
}

void add_exporter(Maker& maker, const std::string& name, Files& files) {
    files["go.mod"] = "module example.org/" + name +
                      "\n\nrequire (\n"
                      "\tgithub.com/prometheus/client_golang v1.19.0\n"
                      "\tgithub.com/prometheus/exporter-toolkit v0.11.0\n)\n";
    files["main.go"] =
        "package main\n\nimport \"github.com/prometheus/client_golang/prometheus/"
        "promhttp\"\n\nvar addr = kingpin.Flag(\"web.listen-address\", \"Where it "
        "listens.\").Default(\":9400\").String()\n\nfunc main() {\n"
        "\thttp.Handle(\"/metrics\", promhttp.Handler())\n}\n";
    files["README.md"] = "# " + name + "\n\n" + maker.prose(name) + "\n";
}

using Add = void (*)(Maker&, const std::string&, const std::string&, Files&);

// `together` of them in one repository, the rest each in its own.
result<void> spread(Maker& maker, const std::string& kind, const std::string& below, int all,
                    int together, Add add) {
    Files many;
    for (int i = 0; i < all; ++i) {
        const std::string name = maker.name(i);
        if (i < together) {
            add(maker, below + (add == add_template ? "" : name + "/"), name, many);
            continue;
        }
        Files one;
        add(maker, add == add_template ? below : "", name, one);
        if (auto made = maker.make(kind + "-" + name, one, "v1.0.0"); !made) return made;
    }
    return many.empty() ? result<void>() : maker.make(kind + "s", many, "v1.0.0");
}

using AddRoot = void (*)(Maker&, const std::string&, Files&);

result<void> alone(Maker& maker, const std::string& suffix, int all, AddRoot add) {
    for (int i = 0; i < all; ++i) {
        const std::string name = maker.name(i) + suffix;
        Files files;
        add(maker, name, files);
        if (auto made = maker.make(name, files, "v1.0.0"); !made) return made;
    }
    return {};
}

// A collection of roles with as many files as a large one has.
result<void> large(Maker& maker, BenchRepos& out) {
    Files files;
    files["galaxy.yml"] =
        "namespace: sre\nname: platform\nversion: 3.1.0\nreadme: README.md\n"
        "authors: [SRE]\ndescription: Everything a host needs\n";
    for (int i = 0; i < role_monorepo; ++i)
        add_role(maker, "roles/" + maker.name(i) + "/", maker.name(i), files);
    for (int i = 0; static_cast<int>(files.size()) < large_files_wanted - 1; ++i) {
        const std::string role = maker.name(i % role_monorepo);
        files["roles/" + role + "/templates/part" + std::to_string(i) + ".conf.j2"] =
            "# " + role + " " + std::to_string(i) + "\n";
    }
    out.large_name = "roles";
    out.large_files = large_files_wanted;
    out.file = "roles/" + maker.name(7) + "/defaults/main.yml";
    return maker.make(out.large_name, files, "v3.1.0");
}

}  // namespace

result<BenchRepos> make_bench_repos(const std::string& folder, unsigned seed) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) return Error{errc::unavailable, "cannot make " + folder + ": " + code.message()};
    Maker maker(folder, seed);
    BenchRepos out;
    result<void> made = large(maker, out);
    // 200 roles in all, 80 templates, 100 images, 65 charts, 20 modules.
    if (made) made = spread(maker, "role", "", 200 - role_monorepo, 0, add_role);
    if (made) made = spread(maker, "template", "templates/", 80, 25, add_template);
    if (made) made = spread(maker, "image", "", 100, 70, add_image);
    if (made) made = spread(maker, "chart", "charts/", 65, 65, add_chart);
    if (made) made = spread(maker, "module", "modules/", 20, 12, add_module);
    if (made) made = alone(maker, "-deb", 30, add_package);
    if (made) made = alone(maker, "-py", 11, add_python);
    if (made) made = alone(maker, "_exporter", 6, add_exporter);
    if (!made) return made.error();
    out.repositories = maker.count();
    out.large = folder + "/" + out.large_name + ".git";
    return out;
}

}  // namespace qm::app
