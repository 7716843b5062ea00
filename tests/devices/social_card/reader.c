/* A reader for pcscd whose slot is a TCP port of this machine: what lies in it is decided by the simulator there.
 *
 * vsmartcard's reader would do, but it listens on every address, and aborts when told to connect out and no card lies
 * in it. This one connects to 127.0.0.1 and nowhere else.
 */
#include <arpa/inet.h>
#include <ifdhandler.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int line = -1;
static int port;
static unsigned char present_atr[MAX_ATR_SIZE];
static DWORD present_length;

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct timeval patience = { .tv_sec = 5 };
	int one = 1;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (line >= 0)
		return 1;
	line = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(line, (struct sockaddr *)&to, sizeof to) != 0) {
		close(line);
		line = -1;
		return 0;
	}
	setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return 1;
}

static int hang_up(void)
{
	if (line >= 0)
		close(line);
	line = -1;
	present_length = 0;
	return -1;
}

static int receive(unsigned char *into, int size)
{
	int have = 0, came;
	while (have < size) {
		came = recv(line, into + have, size - have, 0);
		if (came <= 0)
			return hang_up();
		have += came;
	}
	return have;
}

static int tell(const unsigned char *message, int size)
{
	unsigned char wire[2 + 300];
	if (size > 300 || !dial())
		return -1;
	wire[0] = size >> 8;
	wire[1] = size & 0xFF;
	memcpy(wire + 2, message, size);
	return send(line, wire, size + 2, MSG_NOSIGNAL) == size + 2 ? size : hang_up();
}

static int ask(const unsigned char *message, int size, unsigned char *answer, int room)
{
	unsigned char head[2];
	int length;
	if (tell(message, size) < 0 || receive(head, 2) < 0)
		return -1;
	length = head[0] << 8 | head[1];
	if (length > room)
		return hang_up();
	return length == 0 ? 0 : receive(answer, length);
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
	const char *colon = strrchr(name, ':');
	if (lun & 0xFFFF || colon == NULL)
		return IFD_NO_SUCH_DEVICE;
	port = (int)strtol(colon + 1, NULL, 0);
	return dial() ? IFD_SUCCESS : IFD_NO_SUCH_DEVICE;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
	port = (int)channel;
	return lun & 0xFFFF || !dial() ? IFD_NO_SUCH_DEVICE : IFD_SUCCESS;
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	(void)lun;
	hang_up();
	return IFD_SUCCESS;
}

static RESPONSECODE wait_a_little(DWORD lun, int timeout)
{
	(void)lun;
	(void)timeout;
	usleep(15000);
	return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	void *call = (void *)wait_a_little;
	(void)lun;
	switch (tag) {
	case TAG_IFD_ATR:
		memcpy(value, present_atr, present_length);
		*length = present_length;
		return IFD_SUCCESS;
	case TAG_IFD_SLOTS_NUMBER:
	case TAG_IFD_SIMULTANEOUS_ACCESS:
		*value = 1;
		*length = 1;
		return IFD_SUCCESS;
	case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT:
		memcpy(value, &call, sizeof call);
		*length = sizeof call;
		return IFD_SUCCESS;
	default:
		return IFD_ERROR_TAG;
	}
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
	(void)lun, (void)tag, (void)length, (void)value;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR a, UCHAR b, UCHAR c)
{
	(void)lun, (void)protocol, (void)flags, (void)a, (void)b, (void)c;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
	unsigned char what = 4;
	int size;
	(void)lun;
	size = ask(&what, 1, present_atr, sizeof present_atr);
	if (size < 0)
		return IFD_NO_SUCH_DEVICE;
	present_length = size;
	return size ? IFD_SUCCESS : IFD_ICC_NOT_PRESENT;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD length)
{
	unsigned char what = action == IFD_POWER_DOWN ? 0 : action == IFD_POWER_UP ? 1 : 2;
	if (action != IFD_POWER_DOWN && (IFDHICCPresence(lun) != IFD_SUCCESS || present_length < 2)) {
		*length = 0;
		return IFD_ERROR_POWER_ACTION;
	}
	if (tell(&what, 1) < 0)
		return IFD_COMMUNICATION_ERROR;
	*length = action == IFD_POWER_DOWN ? 0 : present_length;
	memcpy(atr, present_atr, *length);
	return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_pci, PUCHAR command, DWORD size, PUCHAR answer,
			       PDWORD room, PSCARD_IO_HEADER receive_pci)
{
	int came = ask(command, (int)size, answer, (int)*room);
	(void)lun;
	if (receive_pci != NULL)
		receive_pci->Protocol = send_pci.Protocol;
	*room = came > 0 ? (DWORD)came : 0;
	return came > 0 ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR tx, DWORD size, PUCHAR rx, DWORD room, LPDWORD came)
{
	(void)lun, (void)code, (void)tx, (void)size, (void)rx, (void)room;
	if (came != NULL)
		*came = 0;
	return IFD_ERROR_NOT_SUPPORTED;
}
