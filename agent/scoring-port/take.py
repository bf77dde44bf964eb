"""Takes the scoring port's listening socket from hold.py and becomes the given program, which finds it as descriptor 3.

Usage: take.py SOCKET PROGRAM ARGUMENT… Descriptor 4 is the lease: it closes when the program ends, which tells the holder.
"""
import os
import socket
import sys

lease = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
lease.settimeout(5)
lease.connect(sys.argv[1])
_, descriptors, _, _ = socket.recv_fds(lease, 1, 1)
lease.setblocking(True)
# Both are copied out of the way first: either may already have the number that the other one is to get.
listening, held = (os.dup(descriptor) for descriptor in (descriptors[0], lease.fileno()))
spare = [os.dup(listening), os.dup(held)]
while min(spare) <= 4:
    spare = [os.dup(one) for one in spare]
os.dup2(spare[0], 3)
os.dup2(spare[1], 4)
os.closerange(5, max(64, max(spare) + 1))
os.set_inheritable(3, True)
os.set_inheritable(4, True)
os.execv(sys.argv[2], sys.argv[2:])
