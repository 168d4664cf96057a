// Arguments in, exit code out: 0 done, 1 not, 2 usage.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"

int main(int argc, char** argv) {
    return qm::app::run_cli(argc, argv);
}
