#!/bin/sh
# Makes .build/mgd_VERSION_ARCH.deb from what `make install` installs: build.sh VERSION
set -eu
cd "$(dirname "$0")/../.."

version=$1
maintainer=${MAINTAINER:-mgd maintainers <mgd@mgd.example>}
architecture=$(dpkg --print-architecture)
root=.build/deb/root
source=deploy/debian
# The same commit gives the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
umask 022

# Debian's form of CHANGELOG.md: a line for each of its points.
changelog() {
  printf 'mgd (%s) unstable; urgency=medium\n\n' "$version"
  sed -n 's/^- /  * /p' CHANGELOG.md | fold -s -w 78 | sed 's/ *$//; s/^\([^ ]\)/    \1/'
  printf '\n -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
}

# dpkg-shlibdeps wants a source package around it.
libraries() {
  mkdir -p .build/deb/debian
  printf 'Source: mgd\n\nPackage: mgd\nArchitecture: any\n' > .build/deb/debian/control
  (cd .build/deb && dpkg-shlibdeps -O root/usr/bin/mgd) | sed -n 's/^shlibs:Depends=//p'
}

rm -rf .build/deb
make --no-print-directory -s install DESTDIR="$PWD/$root" PREFIX=/usr
documents=$root/usr/share/doc/mgd
install -m 644 "$source/copyright" "$documents"
changelog | gzip -9n > "$documents/changelog.gz"

install -d "$root/DEBIAN"
install -m 755 "$source/postinst" "$source/prerm" "$source/postrm" "$root/DEBIAN"
(cd "$root" && find etc -type f | sed 's|^|/|' | sort) > "$root/DEBIAN/conffiles"
(cd "$root" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
size=$(du -k -s --exclude=DEBIAN "$root" | cut -f1)
sed "s|@VERSION@|$version|; s|@ARCHITECTURE@|$architecture|; s|@MAINTAINER@|$maintainer|; s|@SIZE@|$size|
  s|@LIBRARIES@|$(libraries)|" "$source/control.in" > "$root/DEBIAN/control"

package=.build/mgd_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz -z6 --build "$root" "$package"
