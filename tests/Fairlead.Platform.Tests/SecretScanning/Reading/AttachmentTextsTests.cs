using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

public sealed class AttachmentTextsTests
{
    private static readonly AttachmentLimits Limits = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> Encodings => new()
    {
        { "UTF-8", "wörd\nline"u8.ToArray(), "wörd\nline" },
        { "UTF-8 with its mark", [0xEF, 0xBB, 0xBF, .. "wörd"u8], "wörd" },
        { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("wörd 😀\0x")], "wörd 😀 x" },
        { "UTF-16 the other way round", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("wörd 😀")], "wörd 😀" },
        { "UTF-16 without its mark", Encoding.Unicode.GetBytes("key = wörd 😀\r\n"), "key = wörd 😀\r\n" },
        { "UTF-16 without its mark, the other way round", Encoding.BigEndianUnicode.GetBytes("key = wörd\0"), "key = wörd " },
        { "UTF-16 without its mark, hardly ASCII", Encoding.Unicode.GetBytes(string.Concat(Enumerable.Repeat("пароль служебного входа\n", 9))), string.Concat(Enumerable.Repeat("пароль служебного входа\n", 9)) },
        { "UTF-16 cut inside a character", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a😀")[..^1]], "a\uFFFD" },
        { "UTF-32 the other way round", [0, 0, 0xFE, 0xFF, .. new UTF32Encoding(true, false).GetBytes("wörd")], "wörd" },
        { "UTF-32", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("wörd")], "wörd" },
        { "Latin-1", Encoding.Latin1.GetBytes("wörd=ÿ"), "wörd=ÿ" },
        { "NUL far inside", [.. new byte[9000].Select(_ => (byte)'a'), 0, (byte)'b'], new string('a', 9000) + " b" },
        { "colours of a terminal", [0x1B, .. "[31mred"u8], "\u001b[31mred" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Text_of_any_kind_is_read(string kind, byte[] bytes, string expected) => Assert.Equal([$"{kind}: {expected}"], await ReadAsync(kind, bytes));

    [Theory]
    [InlineData("PNG", "89504E470D0A1A0A0000000D49484452")]
    [InlineData("JPEG", "FFD8FFE000104A46494600010100")]
    [InlineData("GIF", "474946383961200020000000FF")]
    [InlineData("bitmap", "424D36000C0000000000360000002800000000020000")]
    [InlineData("WebP", "524946461A000000574542505650384C0D000000")]
    [InlineData("icon", "000001000100101010000100040028010000160000002800")]
    [InlineData("picture of a phone", "000000186674797068656963000000006D696631")]
    [InlineData("MPEG-4", "000000206674797069736F6D0000020069736F6D")]
    [InlineData("Matroska", "1A45DFA30100000000000023")]
    [InlineData("MP3", "4944330300000000")]
    [InlineData("WAV", "52494646247D000057415645666D7420100000000100")]
    [InlineData("font", "00010000000F0080000300704F532F32")]
    [InlineData("program of Linux", "7F454C46020101000000")]
    [InlineData("class of Java", "CAFEBABE000000410012")]
    [Trait("Complaint", "U-57")]
    public async Task What_is_no_text_is_told(string kind, string hex) => Assert.Equal([$"{kind}: WithoutText"], await ReadAsync(kind, Convert.FromHexString(hex)));

    [Theory]
    [InlineData("bzip2", "425A6839314159265359F0A1C7020304050607011213141516AABBCC0E0F80")]
    [InlineData("xz", "FD377A585A000004E6D6B446")]
    [InlineData("7z", "377ABCAF271C00040000000000000000")]
    [InlineData("rar", "526172211A0701003392B5E5")]
    [InlineData("zstd", "28B52FFD0458000000")]
    [InlineData("database", "53514C69746520666F726D6174203300100001010040")]
    [InlineData("key store of Java", "FEEDFEED0000000200000001")]
    public async Task What_may_hold_text_that_is_not_taken_out_is_told_apart(string kind, string hex) =>
        Assert.Equal([$"{kind}: UnknownKind"], await ReadAsync(kind, Convert.FromHexString(hex)));

    [Theory]
    [InlineData("GIF89a is how a picture begins")]
    [InlineData("MZ is how a program begins, and has more than sixty-four characters before it ends")]
    [InlineData("ID3 tags: none\n")]
    [InlineData("OTTO and wOFF")]
    public async Task A_text_that_begins_as_another_file_does_is_one(string text) => Assert.Equal([$"a.png: {text}"], await ReadAsync("a.png", Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bytes_at_random_are_not_taken_for_UTF_16(int seed)
    {
        var bytes = new byte[10_000];
        new Random(seed).NextBytes(bytes);
        bytes[..4].AsSpan().Clear();
        Assert.Equal(["a: UnknownKind"], await ReadAsync("a", bytes));
        // Numbers of two bytes, as sound has them.
        for (var i = 0; i < bytes.Length; i += 2)
            (bytes[i], bytes[i + 1]) = ((byte)(i % 200), (byte)(i % 7 == 0 ? 0xFF : 0));
        Assert.Equal(["a: UnknownKind"], await ReadAsync("a", bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\r\n")]
    public async Task A_file_of_nothing_has_no_parts(string text) => Assert.Empty(await ReadAsync("a.txt", Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task Files_inside_are_named_by_their_way_there()
    {
        var inner = Zip(("deep/a.yaml", "a: 1"u8.ToArray()));
        var zip = Zip(("conf/", []), ("conf/app.properties", "x=1"u8.ToArray()), ("lib.jar", inner), ("logo.png", [0x89, 0x50, 0, 0]), ("../../x\u0007\n", "y"u8.ToArray()));
        Assert.Equal(
            ["build.zip!/conf/app.properties: x=1", "build.zip!/lib.jar!/deep/a.yaml: a: 1", "build.zip!/logo.png: UnknownKind", "build.zip!/../../x: y"],
            await ReadAsync("build.zip", zip));
        Assert.False(File.Exists("../../x"));
    }

    /// <summary>BADINPUT ZIP-01: nested.</summary>
    [Fact]
    public async Task A_third_archive_inside_is_not_opened()
    {
        var zip = Zip(("b.zip", Zip(("c.zip", Zip(("d.txt", "d"u8.ToArray()))), ("e.gz", Gzip("e"u8.ToArray())), ("f.txt", "f"u8.ToArray()))));
        Assert.Equal(
            ["a.zip!/b.zip!/c.zip: LimitReached Depth", "a.zip!/b.zip!/e.gz: LimitReached Depth", "a.zip!/b.zip!/f.txt: f"],
            await ReadAsync("a.zip", zip));
    }

    /// <summary>BADINPUT ZIP-06: at each limit, and one past it.</summary>
    [Fact]
    public async Task Each_limit_holds_exactly()
    {
        var limits = Limits with { MaxEntryBytes = 100, MaxTotalBytes = 250, MaxEntries = 3, FreeBytes = 1000 };
        Assert.Equal([$"z!/a: {Ones(100)}", $"z!/b: {Ones(100)}", $"z!/c: {Ones(50)}"], await ReadAsync("z", Zip(("a", Of(100)), ("b", Of(100)), ("c", Of(50))), limits: limits));
        Assert.Contains("z!/a: LimitReached EntryBytes", await ReadAsync("z", Zip(("a", Of(101))), limits: limits));
        var over = await ReadAsync("z", Zip(("a", Of(100)), ("b", Of(100)), ("c", Of(51))), limits: limits);
        Assert.Equal([$"z!/a: {Ones(100)}", $"z!/b: {Ones(100)}", "z!/c: LimitReached TotalBytes", "z: LimitReached TotalBytes"], over);
        Assert.Equal(
            ["z!/a: 1", "z!/b: 1", "z!/c: 1", "z: LimitReached Entries"], await ReadAsync("z", Zip(("a", Of(1)), ("b", Of(1)), ("c", Of(1)), ("d", Of(1))), limits: limits));

        var ratio = Limits with { MaxRatio = 10, FreeBytes = 1000 };
        var packed = Gzip(Of(100_000)).Length;
        Assert.Equal(["z.gz!/z: LimitReached Ratio"], (await ReadAsync("z.gz", Gzip(Of(100_000)), limits: ratio)).Where(p => p.Contains("Limit")));
        var exact = (100_000 + packed - 1) / packed;
        Assert.Equal([$"z.gz!/z: {Ones(100_000)}"], await ReadAsync("z.gz", Gzip(Of(100_000)), limits: ratio with { MaxRatio = exact }));
        Assert.Equal("z.gz!/z: LimitReached Ratio", (await ReadAsync("z.gz", Gzip(Of(100_000)), limits: ratio with { MaxRatio = exact - 1 }))[^1]);
    }

    /// <summary>BADINPUT ZIP-01: a little that unpacks to 100 GB.</summary>
    [Fact]
    public async Task A_bomb_is_stopped_early()
    {
        var layer = Zip(("0", new byte[25 << 20]));
        var bomb = Zip([.. Enumerable.Range(0, 900).Select(i => ($"{i}.zip", layer))]);
        var before = GC.GetTotalAllocatedBytes();
        var parts = await ReadAsync("bomb.zip", bomb);
        Assert.Contains(parts, p => p.EndsWith("LimitReached Ratio", StringComparison.Ordinal) || p.EndsWith("LimitReached EntryBytes", StringComparison.Ordinal));
        Assert.Contains("TotalBytes", parts[^1]);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    /// <summary>BADINPUT ZIP-02 (E14), ZIP-04.</summary>
    [Fact]
    public async Task An_archive_that_lies_or_is_damaged_or_locked_is_told()
    {
        var zip = Zip(("a.txt", "the whole of the text"u8.ToArray()));
        Assert.Equal(["z!/a.txt: the whole ", "z!/a.txt: Unreadable"], await ReadAsync("z", InHeaders(zip, 24, 22, 10)));
        Assert.Contains("z!/a.txt: Unreadable", await ReadAsync("z", InHeaders(zip, 16, 14, 1)));
        Assert.Contains("z!/a.txt: Encrypted", await ReadAsync("z", InHeaders(zip, 8, 6, 1)));
        Assert.Contains("z!/a.txt: Unreadable", await ReadAsync("z", InHeaders(zip, 10, 8, 14)));
        Assert.Equal(["z: Unreadable"], await ReadAsync("z", zip[..^10]));
        Assert.Equal(["z: Unreadable"], await ReadAsync("z", zip[..40]));
        var gzip = Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 10_000))));
        Assert.Equal("z.gz!/z: Unreadable", (await ReadAsync("z.gz", gzip[..(gzip.Length / 2)]))[^1]);
    }

    [Fact]
    public async Task A_log_that_was_appended_to_packed_is_whole() =>
        Assert.Equal(["a.log.gz!/a.log: one\ntwo"], await ReadAsync("a.log.gz", [.. Gzip("one\n"u8.ToArray()), .. Gzip("two"u8.ToArray())]));

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task Tar_of_every_kind_is_read_packed_or_not(TarEntryFormat format)
    {
        var name = format == TarEntryFormat.V7 ? "short/a.txt" : string.Concat(Enumerable.Repeat("folder/", format == TarEntryFormat.Ustar ? 20 : 40)) + "a.txt";
        var tar = Tar(format, (name, Of(700)), ("b.txt", "b"u8.ToArray()), ("empty", []));
        Assert.Equal([$"x.tar!/{name}: {Ones(700)}", "x.tar!/b.txt: b"], await ReadAsync("x.tar", tar));
        Assert.Equal([$"x.tgz!/{name}: {Ones(700)}", "x.tgz!/b.txt: b"], await ReadAsync("x.tgz", Gzip(tar)));
        Assert.Equal("x.tgz: Unreadable", (await ReadAsync("x.tgz", Gzip(tar[..(tar.Length / 512 / 2 * 512 - 100)])))[^1]);
    }

    /// <summary>A header of 512 bytes that claims a name of 2 GB.</summary>
    [Fact]
    public async Task A_tar_makes_no_room_for_what_it_only_claims()
    {
        var tar = Tar(TarEntryFormat.Gnu, (string.Concat(Enumerable.Repeat("folder/", 40)), "a"u8.ToArray()));
        Encoding.ASCII.GetBytes("17777777777\0").CopyTo(tar, 124);
        var sum = tar.Take(512).Select((b, i) => i is >= 148 and < 156 ? (int)' ' : b).Sum();
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(["x.tar: Unreadable"], await ReadAsync("x.tar", tar));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50 << 20);
    }

    [Fact]
    public async Task Documents_of_offices_give_their_paragraphs_and_cells()
    {
        const string W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
        var docx = Zip(
            ("[Content_Types].xml", "<Types/>"u8.ToArray()),
            ("word/document.xml", Encoding.UTF8.GetBytes($"""
                <w:document {W}><w:body><w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>tok</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">en= </w:t></w:r><w:r><w:tab/><w:t>a&amp;b</w:t><w:br/><w:t>next</w:t></w:r></w:p>
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>
                """)),
            ("word/_rels/document.xml.rels", """<Relationships><Relationship Id="1" Target="styles.xml"/><Relationship Id="2" Target="https://x.example/?k=1" TargetMode="External"/></Relationships>"""u8.ToArray()),
            ("word/styles.xml", "<styles/>"u8.ToArray()),
            ("word/media/image1.png", [0x89, 0x50, 0]));
        Assert.Equal(
        [
            "d!/[Content_Types].xml: <Types/>", "d!/word/document.xml: token= \ta&b\nnext\none\ntwo",
            "d!/word/_rels/document.xml.rels: https://x.example/?k=1", "d!/word/media/image1.png: UnknownKind",
        ], await ReadAsync("d", docx));

        var xlsx = Zip(
            ("[Content_Types].xml", "<Types/>"u8.ToArray()),
            ("xl/sharedStrings.xml", "<sst><si><t>user</t></si><si><r><t>pass</t></r><r><t>word</t></r></si></sst>"u8.ToArray()),
            ("xl/worksheets/sheet1.xml", """<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1"><v>4.5</v></c><c r="C1" t="inlineStr"><is><t>inline</t></is></c><c t="str"><f>HYPERLINK("https://x.example")</f><v>shown</v></c></row></sheetData></worksheet>"""u8.ToArray()));
        Assert.Equal(
            ["d!/xl/sharedStrings.xml: user\npassword", "d!/xl/worksheets/sheet1.xml: 4.5\ninline\nHYPERLINK(\"https://x.example\")\nshown"],
            (await ReadAsync("d", xlsx)).Skip(1));

        var pptx = Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("ppt/slides/slide1.xml", "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>to</a:t></a:r><a:r><a:t>ken</a:t></a:r></a:p><a:p><a:r><a:t>next</a:t></a:r></a:p></p:sld>"u8.ToArray()));
        Assert.Equal(["d!/ppt/slides/slide1.xml: token\nnext"], (await ReadAsync("d", pptx)).Skip(1));

        const string Odf = "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
        var odt = Zip(
            ("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("META-INF/manifest.xml", "<m/>"u8.ToArray()),
            ("content.xml", Encoding.UTF8.GetBytes($"<c {Odf}><text:h>Title</text:h><text:p>to<text:span>ken</text:span><text:s text:c=\"2\"/>x<text:a xlink:href=\"https://x.example/o\">link</text:a></text:p></c>")));
        Assert.Equal("d!/content.xml: Title\ntoken  xlink\nhttps://x.example/o", (await ReadAsync("d", odt))[^1]);
    }

    /// <summary>BADINPUT B-XML: nothing is expanded or fetched; what is no such document is looked through as it stands.</summary>
    [Fact]
    public async Task A_document_with_entities_is_read_as_it_stands()
    {
        const string Evil = """<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><d>&b;&c;</d>""";
        var docx = Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("word/document.xml", Encoding.UTF8.GetBytes(Evil)));
        Assert.Equal($"d!/word/document.xml: {Evil}", (await ReadAsync("d", docx))[^1]);
    }

    [Fact]
    public async Task An_office_document_with_a_password_is_told()
    {
        byte[] head = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        Assert.Equal(["d: Encrypted"], await ReadAsync("d", [.. head, .. new byte[1000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), 0, 0]));
        Assert.Equal(["d: UnknownKind"], await ReadAsync("d", [.. head, .. new byte[1000]]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_past_its_cap_is_not_read(bool canSeek)
    {
        var limits = Limits with { MaxFileBytes = 1000 };
        Assert.Equal([$"a: {Ones(1000)}"], await ReadAsync("a", StreamOf(1000), limits));
        Assert.Equal(["a: TooLarge"], await ReadAsync("a", StreamOf(1001), limits));

        Stream StreamOf(int length) => canSeek ? new MemoryStream(Of(length)) : new GZipStream(new MemoryStream(Gzip(Of(length))), CompressionMode.Decompress);
    }

    /// <summary>BADINPUT RE-08.</summary>
    [Fact]
    public async Task A_million_lines_are_handed_on_without_a_copy()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"line {i} of the log\n")));
        var stream = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        var part = Assert.IsType<AttachmentPart.Text>(Assert.Single(await new AttachmentTexts(Limits).OfAsync("7", "a.log", stream, Ct).ToListAsync(Ct)));
        Assert.Equal((IssueTextKind.Attachment, "7", "a.log", false), (part.Value.Kind, part.Value.PlaceId, part.Value.PlaceName, part.Value.IsHistorical));
        Assert.True(MemoryMarshal.TryGetArray(part.Value.Utf8, out var array));
        Assert.Same(bytes, array.Array);
    }

    /// <summary>Property: whatever is broken in a file, reading it ends, throws nothing and tells something or gives text.</summary>
    [Fact]
    public async Task Broken_files_of_every_kind_do_no_harm()
    {
        byte[][] seeds =
        [
            Zip(("a.txt", Of(300)), ("b.zip", Zip(("c.txt", "c"u8.ToArray())))), Gzip(Tar(TarEntryFormat.Pax, (new string('n', 150), Of(600)), ("b", Of(10)))),
            Tar(TarEntryFormat.Gnu, (new string('n', 150), Of(600)), ("b", Of(10))), Gzip(Of(1000)), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("text")],
            Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("word/document.xml", "<w><p><t>text</t></p></w>"u8.ToArray())),
        ];
        var random = new Random(17);
        var limits = Limits with { PdfProgram = "no-such-program" };
        for (var i = 0; i < 3000; i++)
        {
            var bytes = seeds[i % seeds.Length].ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(1, bytes.Length)];
            Assert.NotNull(await ReadAsync("x", bytes, limits: limits));
        }
    }

    [Fact]
    public void What_is_not_worth_reading_any_further_is_known_by_its_beginning()
    {
        Assert.IsType<AttachmentSkipped.WithoutText>(AttachmentTexts.WhyNotRead([0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13]));
        Assert.IsType<AttachmentSkipped.UnknownKind>(AttachmentTexts.WhyNotRead([0xFD, .. "7zXZ\0"u8, 0, 4]));
        Assert.Null(AttachmentTexts.WhyNotRead(Zip(("a", "b"u8.ToArray()))));
        Assert.Null(AttachmentTexts.WhyNotRead(Gzip(new byte[100])));
        Assert.Null(AttachmentTexts.WhyNotRead([.. new byte[100], .. "%PDF-1.7"u8]));
        Assert.Null(AttachmentTexts.WhyNotRead([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]));
        // Cut inside a character.
        Assert.Null(AttachmentTexts.WhyNotRead(Encoding.UTF8.GetBytes("wörd ä").AsSpan(..^1)));
    }

    internal static Task<IReadOnlyList<string>> ReadAsync(string name, byte[] bytes, AttachmentLimits? limits = null) =>
        ReadAsync(name, new MemoryStream(bytes), limits);

    private static async Task<IReadOnlyList<string>> ReadAsync(string name, Stream stream, AttachmentLimits? limits) =>
        [.. (await new AttachmentTexts(limits ?? Limits).OfAsync("7", name, stream, Ct).ToListAsync(Ct)).Select(Shown)];

    private static string Shown(AttachmentPart part) => part switch
    {
        AttachmentPart.Text text => $"{text.Value.PlaceName}: {Encoding.UTF8.GetString(text.Value.Utf8.Span)}",
        AttachmentPart.Skipped { Reason: AttachmentSkipped.LimitReached limit } skipped => $"{skipped.PlaceName}: LimitReached {limit.Limit}",
        AttachmentPart.Skipped skipped => $"{skipped.PlaceName}: {skipped.Reason.GetType().Name}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static byte[] Of(int length) => Encoding.ASCII.GetBytes(Ones(length));

    private static string Ones(int length) => new('1', length);

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return zip.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Content)[] files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, format, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var type = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(type, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(type, name),
                    TarEntryFormat.Pax => new PaxTarEntry(type, name),
                    _ => new GnuTarEntry(type, name),
                };
                entry.DataStream = new MemoryStream(content);
                writer.WriteEntry(entry);
            }
        }

        return tar.ToArray();
    }

    /// <summary>The zip with a byte of its first header in the directory, and of the one before the file, set.</summary>
    private static byte[] InHeaders(byte[] zip, int inDirectory, int inLocal, byte value)
    {
        var changed = zip.ToArray();
        changed[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + inDirectory] = value;
        changed[inLocal] = value;
        return changed;
    }
}
