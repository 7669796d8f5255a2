#!/bin/sh
# A guest with four queues, as one starts it by hand.
exec qemu-system-x86_64 -M pc-q35-7.2,accel=kvm -cpu host -m 4G -smp 4 \
	-drive file=guest.img,if=virtio \
	-netdev tap,id=n0,ifname=tap0,script=no,vhost=on,queues=4 \
	-device virtio-net-pci,netdev=n0,mq=on,vectors=10,rx_queue_size=1024,tx_queue_size=1024
