// Tries Python metadata of every form, running nothing.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/python_meta.hpp"
#include "catalog/support/scan.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;

using Ids = std::vector<std::string>;

TEST(PythonPackage, pyproject) {
    MemoryTree tree({{"pyproject.toml", R"(
[project]
name = "queue-client"
dynamic = ["version"]
description = "Talks to the queue."
license = {text = "Apache License 2.0"}
authors = [{name = "Jane", email = "jane@corp.example"}]
keywords = ["queue"]
requires-python = ">=3.9"
dependencies = ["requests[socks]>=2; python_version<'4'", "attrs"]
classifiers = ["Operating System :: POSIX", "Development Status :: 7 - Inactive"]
[project.optional-dependencies]
tls = ["x"]
[project.scripts]
queuectl = "queue.cli:main"
[tool.setuptools.dynamic]
version = {attr = "queue_client.__version__"}
)"},
                     {"src/queue_client/__init__.py", "__version__ = \"3.1.4\"  # now\n"}},
                    "sre/queue-client");
    tree.tags({"v3.1.4"});
    const auto one = entry(scan(tree), "python-package/queue-client");
    EXPECT_EQ(one.version, "3.1.4");
    EXPECT_EQ(one.description, "Talks to the queue.");
    EXPECT_EQ(one.licence, "Apache-2.0");
    EXPECT_EQ(one.owner, "Jane");
    EXPECT_EQ(one.platforms, (Ids{"Python >=3.9", "POSIX"}));
    EXPECT_EQ(one.dependencies, (Ids{"requests", "attrs"}));
    EXPECT_EQ(names(one.inputs), Ids{"tls"});
    EXPECT_EQ(names(one.outputs), Ids{"queuectl"});
    EXPECT_TRUE(one.deprecated);
    EXPECT_EQ(one.snippet,
              "pip install \"queue-client @ git+https://git.example/sre/queue-client.git@v3.1.4\"");
}

TEST(PythonPackage, other_forms) {
    const auto poetry =
        scan(MemoryTree({{"libs/a/pyproject.toml",
                          "[tool.poetry]\nname = \"a\"\nversion = \"1.0.0\"\n"
                          "authors = [\"Jane <j@x.example>\"]\n"
                          "[tool.poetry.dependencies]\npython = \"^3.9\"\nattrs = \"*\"\n"},
                         {"libs/a/README.md", "# a\n\nThe first of them.\n"}}));
    const auto a = entry(poetry, "python-package/a");
    EXPECT_EQ(a.description, "The first of them.");
    EXPECT_EQ(a.owner, "Jane");
    EXPECT_EQ(a.dependencies, Ids{"attrs"});
    EXPECT_TRUE(a.snippet.ends_with("#subdirectory=libs/a\"")) << a.snippet;

    MemoryTree pbr({{"setup.cfg",
                     "[metadata]\nname = oslo.x\nsummary = Does x\nauthor = Stack\n"
                     "keywords = one, two\n[options]\ninstall_requires =\n  b>=1\n  c\n"},
                    {"setup.py", "import setuptools\nsetuptools.setup(pbr=True)\n"}});
    pbr.tags({"10.6.0"});
    const auto oslo = entry(scan(pbr), "python-package/oslo.x");
    EXPECT_EQ(oslo.version, "10.6.0");
    EXPECT_EQ(oslo.dependencies, (Ids{"b", "c"}));
    EXPECT_EQ(oslo.keywords, (Ids{"one", "two"}));

    const auto built = entry(scan(MemoryTree({{"pyproject.toml",
                                               "[project]\nname = \"m\"\nversion = \"1\"\n"
                                               "dynamic = [\"dependencies\"]\n"},
                                              {"requirements.txt",
                                               "# why\n-r other.txt\na.b>=1 # BSD\n\nPyYAML\n"
                                               "https://x.example/y.tar.gz\n"}})),
                             "python-package/m");
    EXPECT_EQ(built.dependencies, (Ids{"a.b", "PyYAML"}));
    const auto computed =
        entry(scan(MemoryTree({{"setup.py",
                                "setup(name='n', install_requires=read('requirements.txt'),"
                                " scripts=['bin/run.py'])\n"},
                               {"requirements.txt", "requests==2\n"}})),
              "python-package/n");
    EXPECT_EQ(computed.dependencies, Ids{"requests"});
    EXPECT_EQ(names(computed.outputs), Ids{"run.py"});

    const auto old = scan(MemoryTree({{"setup.py", R"(
from setuptools import setup
NAME = 'tool'
setup(
    # metadata: read, not run
    name=NAME,
    version='0.3',
    description=("A tool "
                 "of ours"),
    install_requires=['x>1', "y"],
    keywords="a b",
    entry_points={'console_scripts': ['tool = tool:main']},
)
)"}}));
    const auto tool = entry(old, "python-package/tool");
    EXPECT_EQ(tool.version, "0.3");
    EXPECT_EQ(tool.description, "A tool of ours");
    EXPECT_EQ(tool.dependencies, (Ids{"x", "y"}));
    EXPECT_EQ(names(tool.outputs), Ids{"tool"});
}

TEST(PythonPackage, what_is_none_and_what_is_broken) {
    EXPECT_TRUE(scan(MemoryTree({{"pyproject.toml", "[tool.black]\nline-length = 100\n"}}))
                    .problems.empty());
    EXPECT_TRUE(
        scan(MemoryTree({{"pyproject.toml", "[tool.black]\n"}, {"setup.cfg", "[flake8]\n"}}))
            .entries.empty());
    const auto computed = scan(MemoryTree({{"setup.py", "setup(name=find_name())\n"}}));
    EXPECT_TRUE(computed.entries.empty());
    ASSERT_EQ(computed.problems.size(), 1u);
    EXPECT_EQ(computed.problems[0].reason, "its name is computed: not read");
    const auto broken = scan(MemoryTree({{"pyproject.toml", "[project]\nname = \n"}}));
    ASSERT_EQ(broken.problems.size(), 1u);
    EXPECT_EQ(broken.problems[0].line, 2);
}

TEST(PythonPackage, names_of_requirements) {
    EXPECT_EQ(catalog::requirement_name("a.b-c[d]>=1"), "a.b-c");
    EXPECT_EQ(catalog::requirement_name("x @ git+https://y"), "x");
    EXPECT_EQ(catalog::requirement_name(""), "");
}

}  // namespace
}  // namespace qm
