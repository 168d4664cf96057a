// Tries images: stages, arguments, labels, variants, version folders, names.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/scan.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

TEST(ContainerImage, the_last_stage_counts) {
    MemoryTree tree({{"Dockerfile", R"(# syntax=docker/dockerfile:1
ARG ARCH="amd64"
FROM golang:1.26 AS build
EXPOSE 1
LABEL org.opencontainers.image.description="the builder"
FROM reg.example/base-${ARCH}:latest
ARG MODE=fast OTHER
ENV QUEUE_HOME=/srv PATH=$PATH:/srv
LABEL org.opencontainers.image.description="Keeps \
messages" org.opencontainers.image.licenses="Apache License 2.0"
LABEL maintainer "Jane <jane@corp.example>"
COPY --from=build /x /x
EXPOSE 5672 15672/tcp
)"},
                     {"Dockerfile.distroless", "FROM scratch\n"},
                     {"docker-compose.yml", "services: {}\n"},
                     {"Dockerfile.template", "FROM x\n"}},
                    "sre/queue");
    tree.tags({"v1.2.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), Ids{"container-image/queue"});
    const auto& one = found.entries[0];
    EXPECT_EQ(one.description, "Keeps messages");
    EXPECT_EQ(one.licence, "Apache-2.0");
    EXPECT_EQ(one.owner, "Jane");
    EXPECT_EQ(one.version, "1.2.0");
    EXPECT_EQ(one.keywords, Ids{"distroless"});
    EXPECT_EQ(names(one.inputs), (Ids{"ARCH", "MODE", "OTHER", "QUEUE_HOME"}));
    EXPECT_EQ(variable(one.inputs, "MODE").default_text, "fast");
    EXPECT_EQ(names(one.outputs), (Ids{"5672", "15672/tcp", "org.opencontainers.image.description",
                                       "org.opencontainers.image.licenses"}));
    EXPECT_EQ(one.outputs[3].type, "label");
    EXPECT_EQ(one.outputs[3].default_text, "Apache License 2.0");
    EXPECT_EQ(one.dependencies, (Ids{"reg.example/base-amd64:latest", "golang:1.26"}));
    EXPECT_EQ(one.snippet, "docker build -t queue:1.2.0 https://git.example/sre/queue.git#v1.2.0");
}

TEST(ContainerImage, versions_variants_and_folders) {
    const auto versions = scan(MemoryTree({{"17/bookworm/Dockerfile", "FROM debian:bookworm\n"},
                                           {"18/trixie/Dockerfile", "FROM debian:trixie\n"},
                                           {"18/alpine3.22/Dockerfile", "FROM alpine:3.22\n"}},
                                          "sre/postgres"));
    ASSERT_EQ(ids(versions), Ids{"container-image/postgres"});
    EXPECT_EQ(versions.entries[0].version, "18");
    EXPECT_EQ(versions.entries[0].keywords.size(), 3u);
    const auto many =
        scan(MemoryTree({{"README.md", "# Images\n\n- [git](git/) - git and its friends\n"},
                         {"2048/Dockerfile", "FROM x\n"},
                         {"firefox/Dockerfile", "# Run firefox in a container\nFROM x\n"},
                         {"firefox/alpine/Dockerfile", "FROM alpine\n"},
                         {"firefox/sidecar/Dockerfile", "FROM x\n"},
                         {"chrome/beta/Dockerfile", "FROM x\n"},
                         {"chrome/stable/Dockerfile", "FROM x\n"},
                         {"git/Dockerfile", "FROM x\n"},
                         {"integration-tests/x/Dockerfile", "FROM x\n"},
                         {"rt-tests/Dockerfile", "FROM x\n"},
                         {"redis/7.2/Dockerfile", "FROM x\n"},
                         {"docker/worker.Dockerfile", "FROM x\nARG A\n"},
                         {"app/docker/Dockerfile", "ARG BASE\nFROM $BASE\n"}},
                        "sre/images"));
    ASSERT_EQ(
        ids(many),
        (Ids{"container-image/2048", "container-image/chrome", "container-image/firefox",
             "container-image/git", "container-image/images", "container-image/redis",
             "container-image/rt-tests", "container-image/sidecar", "container-image/worker"}))
        << "app/docker names nothing: the repository does";
    EXPECT_EQ(entry(many, "container-image/firefox").description, "Run firefox in a container");
    EXPECT_EQ(entry(many, "container-image/firefox").keywords, Ids{"alpine"});
    EXPECT_EQ(entry(many, "container-image/git").description, "git and its friends");
    EXPECT_EQ(entry(many, "container-image/redis").version, "7.2");
    EXPECT_EQ(entry(many, "container-image/worker").path, "docker/worker.Dockerfile");
    const auto app = entry(many, "container-image/images");
    EXPECT_TRUE(variable(app.inputs, "BASE").required);
    EXPECT_EQ(app.snippet,
              "docker build -t images --build-arg BASE=CHANGE_ME "
              "https://git.example/sre/images.git#:app/docker");
}

TEST(ContainerImage, files_named_after_images_are_images_of_their_own) {
    MemoryTree tree({{"Dockerfile-auth", "FROM x\n"},
                     {"Dockerfile-recursor", "FROM x\n"},
                     {"docker/Dockerfile.debian-12", "FROM debian:12\n"},
                     {"docker/Dockerfile.dev", "FROM x\n"},
                     {"packages/Dockerfile.target.el-9", "FROM x\n"},
                     {"packages/Dockerfile.target.debian-bookworm", "FROM x\n"}},
                    "sre/dns");
    tree.tags({"auth-5.1.0", "recursor-4.9.0", "1.0.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"container-image/dns", "container-image/dns-auth",
                               "container-image/dns-recursor", "container-image/packages-target"}));
    const auto auth = entry(found, "container-image/dns-auth");
    EXPECT_EQ(auth.path, "Dockerfile-auth");
    EXPECT_EQ(auth.version, "5.1.0");
    EXPECT_EQ(auth.snippet,
              "docker build -t dns-auth:5.1.0 -f Dockerfile-auth "
              "https://git.example/sre/dns.git#auth-5.1.0");
    EXPECT_EQ(entry(found, "container-image/packages-target").keywords.size(), 2u);
}

TEST(ContainerImage, every_stage_takes_arguments) {
    const auto one = entry(scan(MemoryTree({{"Dockerfile", R"(FROM golang AS build
ARG RELEASE=1 TOOLS="a --no-install"
LABEL maintainer="Jane"
ENV INSIDE=only
FROM alpine
ARG MODE=fast
)"}},
                                           "sre/tool")),
                           "container-image/tool");
    EXPECT_EQ(names(one.inputs), (Ids{"MODE", "RELEASE", "TOOLS"}));
    EXPECT_EQ(one.owner, "Jane");
}

TEST(ContainerImage, channels_at_the_root_and_generic_folders) {
    const auto found = scan(MemoryTree(
        {{"mainline/alpine/Dockerfile",
          "#\n# NOTE: this Dockerfile is generated by x\n#\nFROM x\n"},
         {"stable/debian-otel/Dockerfile", "FROM x\n"},
         {"modules/Dockerfile",
          "# Copyright A\n#\n# Unless required by applicable law, no.\n"
          "\nFROM x\n"},
         {"README.md",
          "# P\n\n- [the proxy-modules](x) of others\n\n## Proxy\n\nKeeps the others away.\n"},
         {"images/echo/README.md", "# Echo\n\nSays it again.\n"},
         {"images/echo/rootfs/Dockerfile", "FROM x\n"}},
        "sre/proxy"));
    ASSERT_EQ(ids(found),
              (Ids{"container-image/echo", "container-image/modules", "container-image/proxy"}));
    EXPECT_EQ(entry(found, "container-image/proxy").description, "Keeps the others away.");
    EXPECT_EQ(entry(found, "container-image/echo").description, "Says it again.");
    EXPECT_EQ(entry(found, "container-image/modules").description, "");
}

TEST(ContainerImage, a_title_of_a_stage_describes_nothing) {
    const auto found = scan(MemoryTree({{"a/Dockerfile", "# our chosen base image\nFROM x\n"},
                                        {"b/Dockerfile", "# Builder\nFROM x\n"},
                                        {"c/Dockerfile", "# Keeps base images small\n\nFROM x\n"}},
                                       "sre/images"));
    EXPECT_EQ(entry(found, "container-image/a").description, "");
    EXPECT_EQ(entry(found, "container-image/b").description, "");
    EXPECT_EQ(entry(found, "container-image/c").description, "Keeps base images small");
}

TEST(ContainerImage, a_pipeline_that_pushes_gives_the_registry) {
    MemoryTree tree({{"kaniko/Dockerfile", "FROM x\nENV KANIKO_VERSION=1.9.0\n"},
                     {".gitlab-ci.yml", "b:\n  script: [push $CI_REGISTRY_IMAGE/kaniko]\n"}},
                    "sre/images");
    const auto one = entry(scan(tree), "container-image/kaniko");
    EXPECT_EQ(one.version, "1.9.0");
    EXPECT_EQ(one.snippet, "docker pull registry.git.example/sre/images/kaniko:1.9.0");
}

TEST(ContainerImage, an_empty_file_is_a_problem) {
    const auto found = scan(MemoryTree({{"Dockerfile", "RUN x\n"}}));
    EXPECT_TRUE(found.entries.empty());
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].reason, "has no FROM");
}

}  // namespace
}  // namespace qm
