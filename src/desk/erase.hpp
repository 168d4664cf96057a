// Texts are erased after a configured time; the log keeps ids (product.md, Trust).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

void start_erasing(Turn& turn);  // puts the timer "erase/texts" on the clock where none is
void erase_texts(Turn& turn);    // it fell due: some of what is old enough; then again

}  // namespace qm::desk
