#!/bin/sh
# deb.sh PROGRAM PAGES FOLDER - a Debian package of the program as it is built here, in FOLDER/simnic_VERSION_ARCHITECTURE.deb.
# DEBFULLNAME and DEBEMAIL are the maintainer's (else the last commit's author); SOURCE_DATE_EPOCH is its date (else the last commit's).
set -eu
cd "$(dirname "$0")/.."
umask 022
program=$1 pages=$2 to=$3
case $program in
*/*) ;;
*) program=./$program ;;
esac
command -v dpkg-deb > /dev/null || {
	echo 'make: dpkg-deb is not there: packages for Debian are made on Debian and its kin' >&2
	exit 1
}
version=$("$program" --version)
version=${version#simnic }
of_commit() {
	git log -1 --format="$1" 2> /dev/null || echo "$2"
}
who="${DEBFULLNAME:-$(of_commit %an root)} <${DEBEMAIL:-$(of_commit %ae "root@$(uname -n)")}>"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(of_commit %ct "$(date +%s)")}
export SOURCE_DATE_EPOCH # dpkg-deb reads it
architecture=$(dpkg --print-architecture)
root=$to/root
rm -rf "$root"
package/files.sh install "$program" "$pages" /usr "$root"

# Where Debian looks, and how it wants what is there.
mkdir -p "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_simnic" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/simnic"
gzip -9n "$root"/usr/share/man/man*/*
doc=$root/usr/share/doc/simnic
cp package/copyright "$doc/copyright"
printf 'simnic (%s) unstable; urgency=medium\n\n  * What is new stands in changes.md.\n\n -- %s  %s\n' \
	"$version" "$who" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$doc/changelog.gz"
mkdir -p "$root/usr/share/lintian/overrides"
cp package/lintian-overrides "$root/usr/share/lintian/overrides/simnic"

# The packages of the libraries that it is linked with, at least as new as here.
libraries() {
	ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | while read -r file; do
		dpkg -S "$file" 2> /dev/null || dpkg -S "/usr$file" 2> /dev/null || dpkg -S "${file#/usr}"
	done | sed 's/: .*//' | sort -u
}
depends=
for package in $(libraries); do
	has=$(dpkg-query -W -f '${Version}' "$package")
	depends="$depends${depends:+, }${package%%:*} (>= ${has%%-*})"
done

mkdir -p "$root/DEBIAN"
cat > "$root/DEBIAN/control" << END
Package: simnic
Version: $version
Architecture: $architecture
Maintainer: $who
Installed-Size: $(du -k -s "$root/usr" | cut -f 1)
Depends: $depends
Recommends: gnuplot-nox | gnuplot
Suggests: libpcap0.8, libxml2
Section: net
Priority: optional
Description: simulate paravirtual NIC rings
 Discrete-event simulator of virtio-style rings (and Xen's), in software and
 behind PCI Express, driven by scenario files. It tells which buffer scheme,
 ring and notification policy carries how much, what binds, and how sure that
 is. gnuplot draws charts; libpcap reads captures, libxml2 libvirt domains.
END
(cd "$root" && find usr -type f -print | LC_ALL=C sort | xargs md5sum) > "$root/DEBIAN/md5sums"
dpkg-deb --root-owner-group --build "$root" "$to/simnic_${version}_$architecture.deb" > /dev/null
echo "written: $to/simnic_${version}_$architecture.deb"
