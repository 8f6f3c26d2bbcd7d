using System.Diagnostics;
using System.Text;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

public sealed class PdfTextTests : IDisposable
{
    private static readonly AttachmentLimits Limits = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-pdf").FullName;

    [Fact]
    public async Task A_pdf_gives_its_text()
    {
        SkipWithoutProgram();
        Assert.Equal(["a.pdf: token=1 of page one\n\n\f"], await ReadAsync(Pdf("token=1 of page one"), Limits));
    }

    [Fact]
    public async Task A_pdf_with_a_password_and_a_broken_one_are_told()
    {
        SkipWithoutProgram();
        Assert.Equal(["a.pdf: Encrypted"], await ReadAsync(Pdf("x", "/Encrypt 6 0 R"), Limits));
        Assert.Equal(["a.pdf: Unreadable"], await ReadAsync("%PDF-1.4\nnothing of the kind"u8.ToArray(), Limits));
    }

    [Fact]
    public async Task A_missing_program_is_told() =>
        Assert.Equal(["a.pdf: NoPdfProgram"], await ReadAsync(Pdf("x"), Limits with { PdfProgram = "no-such-program" }));

    [Fact]
    public async Task A_program_that_hangs_is_ended()
    {
        var started = Path.Combine(_folder, "started");
        var program = Script($"echo $$ > {started}\necho first\nexec sleep 600");
        var parts = await ReadAsync(Pdf("x"), Limits with { PdfProgram = program, PdfTimeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(["a.pdf: first\n", "a.pdf: TooSlow"], parts);
        var id = int.Parse(await File.ReadAllTextAsync(started, TestContext.Current.CancellationToken));
        Assert.False(IsRunning(id));
    }

    [Fact]
    public async Task A_program_that_never_stops_talking_is_ended()
    {
        var program = Script("exec yes word");
        var parts = await ReadAsync(Pdf("x"), Limits with { PdfProgram = program, MaxEntryBytes = 10_000 });
        Assert.Equal((2, "a.pdf: LimitReached EntryBytes"), (parts.Count, parts[1]));
        Assert.Equal("a.pdf: ".Length + 10_000, parts[0].Length);
    }

    /// <summary>Our environment may hold the master key and the database's password.</summary>
    [Fact]
    public async Task The_program_sees_nothing_of_our_environment()
    {
        Environment.SetEnvironmentVariable("FAIRLEAD_PDF_TEST", "visible");
        var part = Assert.Single(await ReadAsync(Pdf("x"), Limits with { PdfProgram = Script("cat > /dev/null\nenv") }));
        Assert.Contains("PATH=", part);
        Assert.DoesNotContain("visible", part);
        Assert.DoesNotContain("HOME=", part);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<IReadOnlyList<string>> ReadAsync(byte[] pdf, AttachmentLimits limits) => AttachmentTextsTests.ReadAsync("a.pdf", pdf, limits: limits);

    private static void SkipWithoutProgram() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Limits.PdfProgram))),
        "pdftotext is not installed.");

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.WaitForExit(5000) is false;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static byte[] Pdf(string text, string trailer = "")
    {
        var content = $"BT /F1 12 Tf 72 700 Td ({text}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            $"<< /Filter /Standard /V 1 /R 2 /P -4 /O ({new string('o', 32)}) /U ({new string('u', 32)}) >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        places.ForEach(p => pdf.Append($"{p:D10} 00000 n \n"));
        pdf.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /ID [<00> <00>] {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
