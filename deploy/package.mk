# What is installed and where, once for `make install` and once for `make deb`.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(if $(filter /usr,$(PREFIX)),,$(PREFIX))/lib/systemd/system
VERSION := $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/Training/Build.swift)
# Debian has a place of its own for what packages bring.
ZSHDIR = $(INTO)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
PROGRAMS := mgd mgd-coordinator mgd-worker
DEB_PACKAGES := dpkg-dev binutils
PACKAGED := .build/package
INTO = $(DESTDIR)$(PREFIX)
DOC = $(INTO)/share/doc/mgd

.PHONY: packaged install deb deb-packages test-package

# With Swift's libraries inside, so that a host needs Debian's alone; one file, which is each program by its name.
packaged: build-packages
	swift build -c release --static-swift-stdlib --scratch-path $(PACKAGED) --product mgd

# Installs what `make packaged` built, so that root need not build.
install:
	@test -x $(PACKAGED)/release/mgd || { echo "make packaged builds the program; then make install" >&2; exit 1; }
	install -d $(INTO)/bin $(INTO)/share/man/man1 $(INTO)/share/bash-completion/completions \
	  $(ZSHDIR) $(INTO)/share/fish/vendor_completions.d
	install -m 755 $(PACKAGED)/release/mgd $(INTO)/bin/mgd
	strip --remove-section=.comment --remove-section=.note $(INTO)/bin/mgd
	for program in $(PROGRAMS); do \
	  { test $$program = mgd || ln -sf mgd $(INTO)/bin/$$program; } && \
	  gzip -9n < deploy/man/$$program.1 > $(INTO)/share/man/man1/$$program.1.gz && \
	  $(INTO)/bin/$$program --generate-completion-script bash | sed "1{/^#!/d}" > $(INTO)/share/bash-completion/completions/$$program && \
	  $(INTO)/bin/$$program --generate-completion-script zsh > $(ZSHDIR)/_$$program && \
	  $(INTO)/bin/$$program --generate-completion-script fish > $(INTO)/share/fish/vendor_completions.d/$$program.fish \
	  || exit 1; \
	done
	install -d $(DESTDIR)$(UNITDIR)
	for unit in deploy/systemd/*.service; do \
	  sed 's|/usr/bin/mgd|$(PREFIX)/bin/mgd|' "$$unit" > "$(DESTDIR)$(UNITDIR)/$${unit##*/}" || exit 1; \
	done
	install -D -m 644 deploy/systemd/mgd.sysusers $(INTO)/lib/sysusers.d/mgd.conf
	install -d $(DESTDIR)$(SYSCONFDIR)/mgd
	for file in deploy/worker.env configs/fashion-mnist.toml; do \
	  test -e $(DESTDIR)$(SYSCONFDIR)/mgd/$${file##*/} || install -m 644 $$file $(DESTDIR)$(SYSCONFDIR)/mgd/ || exit 1; \
	done
	install -d $(DOC)/examples
	install -m 644 README.md SECURITY.md $(DOC)
	install -m 644 configs/*.toml $(DOC)/examples
	for drop_in in deploy/systemd/examples/*.conf; do \
	  sed 's|/usr/bin/mgd|$(PREFIX)/bin/mgd|' "$$drop_in" > "$(DOC)/examples/$${drop_in##*/}" || exit 1; \
	done

deb: packaged deb-packages
	@deploy/debian/build.sh $(VERSION)

deb-packages:
	$(call install,$(DEB_PACKAGES))

# Installs the package into a bare Debian, trains with it, upgrades it in the middle of a run under a systemd of its own, and purges it
# again: as root, with a network.
test-package: deb
	$(call install,lintian mandoc debootstrap shellcheck systemd-container)
	git grep -lE '^#!.*[/ ](ba)?sh$$' | xargs shellcheck
	mandoc -T lint -W warning deploy/man/*.1
	lintian --fail-on error,warning .build/mgd_$(VERSION)_*.deb
	python3 Tests/Package/package.py .build/mgd_$(VERSION)_*.deb
