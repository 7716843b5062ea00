/* A stand-in for the libraries of card reader vendors: the same exported functions, and a desk in a folder.
 *
 * The folder (ZC_DESK) holds `card` (four digits that tell one card laid down from the next, 256 bytes of text, 1024 of
 * portrait and perhaps 70 of an address), `fields` (texts in GBK, one per line, as the convenience functions give them),
 * `mood` (crash, hang, print, or the status of the next reading in hexadecimal) and `unplugged`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CARD (4 + 256 + 1024)

static char found[5], selected[5], done[5];

static FILE *desk(const char *name, const char *mode)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", getenv("ZC_DESK"), name);
	return fopen(path, mode);
}

static int unplugged(void)
{
	FILE *file = desk("unplugged", "r");
	if (file)
		fclose(file);
	return file != NULL;
}

static int card(unsigned char *into, int room)
{
	FILE *file = desk("card", "rb");
	int size = 0;
	if (file) {
		size = (int)fread(into, 1, room, file);
		fclose(file);
	}
	return size >= CARD ? size : 0;
}

static int mood(void)
{
	char word[16] = "";
	FILE *file = desk("mood", "r");
	if (file) {
		if (fgets(word, sizeof word, file) == NULL)
			word[0] = 0;
		fclose(file);
	}
	if (!strcmp(word, "crash"))
		*(volatile int *)0 = 1;
	if (!strcmp(word, "hang"))
		for (;;)
			pause();
	if (!strcmp(word, "print"))
		puts("{\"status\": 144, \"data\": \"\"} reader ready");
	fflush(stdout);
	return (int)strtol(word, NULL, 16);
}

static int find(void)
{
	unsigned char now[CARD + 70];
	if (!card(now, sizeof now)) {
		memset(selected, 0, sizeof selected);
		return 0;
	}
	if (!memcmp(done, now, 4))
		return 0;
	memcpy(found, now, 4);
	return 1;
}

static int choose(void)
{
	unsigned char now[CARD + 70];
	if (!card(now, sizeof now) || memcmp(found, now, 4))
		return 0;
	memcpy(selected, now, 4);
	return 1;
}

/* The card that was selected and still lies there; 0 when there is none. */
static int chosen(unsigned char *into, int room)
{
	int size = card(into, room);
	return size && !memcmp(selected, into, 4) ? size : 0;
}

int SDT_OpenPort(int port) { return port < 1 || unplugged() ? 0x01 : 0x90; }
int SDT_ClosePort(int port) { return port < 1 ? 0x01 : 0x90; }
int SDT_ResetSAM(int port, int open) { (void)port, (void)open; return unplugged() ? 0x01 : 0x90; }
int SDT_GetSAMStatus(int port, int open) { (void)port, (void)open; return unplugged() ? 0x01 : 0x90; }

int SDT_GetSAMID(int port, unsigned char *id, int open)
{
	static const unsigned char number[16] = { 5, 0, 1, 0, 0xF5, 0x8C, 0x32, 1, 1 };
	(void)port, (void)open;
	memcpy(id, number, 16);
	return unplugged() ? 0x01 : 0x90;
}

int SDT_StartFindIDCard(int port, unsigned char *iin, int open)
{
	(void)port, (void)open;
	memset(iin, 0, 4);
	return unplugged() ? 0x01 : find() ? 0x9F : 0x80;
}

int SDT_SelectIDCard(int port, unsigned char *sn, int open)
{
	(void)port, (void)open;
	memset(sn, 0, 8);
	return unplugged() ? 0x01 : choose() ? 0x90 : 0x81;
}

int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned *text_size, unsigned char *photo, unsigned *photo_size,
		    int open)
{
	unsigned char now[CARD + 70];
	int status = mood();
	(void)port, (void)open;
	if (unplugged())
		return 0x01;
	if (!chosen(now, sizeof now))
		return 0x41;
	memcpy(done, now, 4);
	if (status)
		return status;
	if (*text_size < 256 || *photo_size < 1024)
		return 0x3F;
	memcpy(text, now + 4, *text_size = 256);
	memcpy(photo, now + 260, *photo_size = 1024);
	return 0x90;
}

int SDT_ReadNewAppMsg(int port, unsigned char *address, unsigned *size, int open)
{
	unsigned char now[CARD + 70];
	int have = chosen(now, sizeof now);
	(void)port, (void)open;
	if (!have)
		return 0x41;
	if (have < CARD + 70 || *size < 70)
		return 0x91;
	memcpy(address, now + CARD, *size = 70);
	return 0x90;
}

int SDT_ReadIINSNDN(int port, unsigned char *number, int open)
{
	unsigned char now[CARD + 70];
	(void)port, (void)open;
	memset(number, 0, 28);
	return unplugged() ? 0x01 : chosen(now, sizeof now) ? 0x90 : 0x41;
}

#ifndef ONLY_SDT

int CVR_InitComm(int port) { return port < 1 || unplugged() ? 2 : 1; }
int CVR_CloseComm(void) { return 1; }

int CVR_GetSAMID(char *id)
{
	strcpy(id, "05.01-20090101-0000000001-0000000000");
	return !unplugged();
}

int CVR_Authenticate(void)
{
	if (unplugged())
		return 0;
	return !find() ? 2 : choose() ? 1 : 3;
}

int CVR_Read_Content(int active)
{
	unsigned char now[CARD + 70];
	FILE *file;
	int status;
	if (unplugged() || !chosen(now, sizeof now))
		return 0;
	if (active == 5)
		return 1;
	status = mood();
	memcpy(done, now, 4);
	file = fopen("wz.txt", "wb");
	if (file) {
		fwrite(now + 4, 1, 256, file);
		fclose(file);
	}
	return status ? 0 : 1;
}

static int field(int number, char *into, int *size)
{
	char line[256] = "";
	FILE *file = desk("fields", "rb");
	if (file == NULL)
		return 0;
	while (number-- >= 0 && fgets(line, sizeof line, file))
		;
	fclose(file);
	line[strcspn(line, "\n")] = 0;
	if ((int)strlen(line) + 1 > *size)
		return 0;
	strcpy(into, line);
	*size = (int)strlen(line);
	return 1;
}

#define GETTER(name, number) int name(char *into, int *size) { return field(number, into, size); }
GETTER(GetPeopleName, 0)
GETTER(GetPeopleSex, 1)
GETTER(GetPeopleNation, 2)
GETTER(GetPeopleBirthday, 3)
GETTER(GetPeopleAddress, 4)
GETTER(GetPeopleIDCode, 5)
GETTER(GetDepartment, 6)
GETTER(GetStartDate, 7)
GETTER(GetEndDate, 8)
GETTER(GetCertType, 9)
GETTER(GetPassCheckID, 10)
GETTER(GetIssuesNum, 11)
GETTER(GetPeopleChineseName, 12)
GETTER(GetNationCode, 13)

int _Unpack(const unsigned char *wlt, int size, unsigned char *picture, int *room)
{
	static const unsigned char head[54] = { 'B', 'M', 0xCE, 0x97, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0,
						102, 0, 0, 0, 126, 0, 0, 0, 1, 0, 24, 0 };
	mood();
	if (size != 1024 || memcmp(wlt, "WLf", 3) || *room < 38862)
		return 0;
	memset(picture, 0xC0, 38862);
	memcpy(picture, head, sizeof head);
	*room = 38862;
	return 1;
}

#endif
