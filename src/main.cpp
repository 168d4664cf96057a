// Arguments in, exit code out: 0 done, 1 not, 2 usage.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"

#include <sys/stat.h>

int main(int argc, char** argv) {
    // The database, its backups and the mirrors hold private texts: for our own user alone.
    ::umask(0077);
    return qm::app::run_cli(argc, argv);
}
