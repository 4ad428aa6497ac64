#pragma once

#include <mpi.h>

namespace engram {

/// The lowest rank that does not answer, when all others call this because one of them has waited
/// too long; -1 where all answer or it cannot be told. Takes some seconds where one is absent.
///
/// Every rank tells the first two that it is there, and they tell who has not been heard of: one of
/// the two may be the absent one.
[[nodiscard]] int absent_rank(MPI_Comm comm);

}  // namespace engram
