# shellcheck shell=bash
# What ./quickstart and ./check share; sourced by both, with bash -euo pipefail.
# The caller sets `root` to the folder of the sources.
: "${root:?has to be set by the script that sources this}"

# Prints one step of the script.
say() {
  printf '== %s\n' "$*"
}

# Ends the script with a message. $1: exit code.
give_up() {
  local code=$1
  shift
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit "$code"
}

# Number of cores this process may use.
cores() {
  nproc
}

# Two ranks as soon as there are two cores, so that every run goes through MPI.
choose_ranks() {
  if (($(cores) >= 2)); then echo 2; else echo 1; fi
}

# Packages of one section of cmake/packages.txt. $1: section.
packages_in() {
  sed -e 's/#.*//' -e 's/[[:space:]]*$//' "$root/cmake/packages.txt" |
    awk -v wanted="[$1]" '/^\[/ { inside = ($0 == wanted); next } inside && NF'
}

# Installs the packages of the given sections that are missing; does nothing if none is.
install_packages() {
  local section package status
  local -a wanted=() missing=() as_root=()
  for section in "$@"; do
    mapfile -t -O "${#wanted[@]}" wanted < <(packages_in "$section")
  done
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system, so nothing is installed; needed: ${wanted[*]}"
    return
  fi
  status=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null || true)
  for package in "${wanted[@]}"; do
    grep -qxF "ii $package" <<<"$status" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if (($(id -u) != 0)); then
    command -v sudo >/dev/null ||
      give_up 2 "missing packages, and neither root nor sudo to install them. As root:
  apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq || say "the package index could not be updated; going on with the old one"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    give_up 2 "apt-get could not install: ${missing[*]}"
}

# Name of the build folder of a preset. $1: preset.
build_folder() {
  if [[ $1 == release ]]; then echo "$root/build"; else echo "$root/build-$1"; fi
}

# Configures a preset the first time; later ninja does so itself where a CMake file changed. $1: preset.
configure() {
  local folder
  folder=$(build_folder "$1")
  [[ -f $folder/build.ninja ]] && return
  say "configuring ${folder#"$root"/}"
  (cd "$root" && cmake --preset "$1" >"/tmp/engram-configure-$$.log" 2>&1) || {
    cat "/tmp/engram-configure-$$.log" >&2
    give_up 2 "CMake could not configure the build (messages above)"
  }
  rm -f "/tmp/engram-configure-$$.log"
}

# Builds targets (default: all) of a preset on all cores. $1: preset.
build() {
  local folder
  local -a quiet=()
  folder=$(build_folder "$1")
  shift
  # On a terminal ninja shows one updating line; elsewhere it would print one for every file.
  [[ -t 1 ]] || quiet=(--quiet)
  say "building ${folder#"$root"/} on $(cores) cores"
  ninja -C "$folder" "${quiet[@]}" -j "$(cores)" "$@"
}

# Settings mpirun needs here; they end with the script. What the user has set stays as it is.
prepare_mpi() {
  if (($(id -u) == 0)); then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  # Containers forbid the system call of the default mechanism, and Open MPI then fills the screen.
  export OMPI_MCA_btl_vader_single_copy_mechanism=${OMPI_MCA_btl_vader_single_copy_mechanism:-none}
  # Seconds between Ctrl-C and the end of the ranks, in which they close their files: Open MPI always
  # waits that long, and its own second is too short.
  export OMPI_MCA_odls_base_sigkill_timeout=${OMPI_MCA_odls_base_sigkill_timeout:-5}
}
