using System.ComponentModel;
using System.Diagnostics;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>The text of a PDF by a program of its own, which may crash or hang without harm; it sees nothing of ours but the file.</summary>
internal sealed class PdfText(AttachmentLimits limits)
{
    public static bool IsInstalled(AttachmentLimits limits) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, limits.PdfProgram)));

    /// <returns>What was read, perhaps nothing, and why there is not more; <see langword="null"/> when that is all.</returns>
    public async Task<(ReadOnlyMemory<byte> Utf8, AttachmentSkipped? Reason)> ReadAsync(ReadOnlyMemory<byte> pdf, CancellationToken ct)
    {
        using var program = new Process { StartInfo = StartInfo() };
        try
        {
            program.Start();
        }
        catch (Win32Exception)
        {
            return (default, new AttachmentSkipped.NoPdfProgram());
        }

        using var deadline = new CancellationTokenSource(limits.PdfTimeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var text = new MemoryStream();
        var giving = GiveAsync(program, pdf, both.Token);
        var complaining = ReadUpToAsync(program.StandardError.BaseStream, new MemoryStream(), 64 * 1024, both.Token);
        try
        {
            if (!await ReadUpToAsync(program.StandardOutput.BaseStream, text, limits.MaxEntryBytes, both.Token))
                return (Written(text), new AttachmentSkipped.LimitReached(UnpackLimit.EntryBytes));
            await Task.WhenAll(giving, complaining);
            await program.WaitForExitAsync(both.Token);
            return (Written(text), program.ExitCode == 0 ? null : IsEncrypted(pdf.Span) ? new AttachmentSkipped.Encrypted() : new AttachmentSkipped.Unreadable());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (Written(text), new AttachmentSkipped.TooSlow(limits.PdfTimeout));
        }
        finally
        {
            Kill(program);
            await Task.WhenAll(giving, complaining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(limits.PdfProgram, ["-q", "-enc", "UTF-8", "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Our own environment may hold the master key.
        foreach (var name in start.Environment.Keys.Where(n => n is not "PATH").ToList())
            start.Environment.Remove(name);
        return start;
    }

    private static async Task GiveAsync(Process program, ReadOnlyMemory<byte> pdf, CancellationToken ct)
    {
        try
        {
            await program.StandardInput.BaseStream.WriteAsync(pdf, ct);
            program.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough, or ended: its exit code tells.
        }
    }

    /// <returns>Whether that was all.</returns>
    private static async Task<bool> ReadUpToAsync(Stream stream, MemoryStream to, int maxBytes, CancellationToken ct)
    {
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            var room = (int)Math.Min(read, maxBytes - to.Length);
            to.Write(buffer, 0, room);
            if (room < read)
                return false;
        }

        return true;
    }

    private static bool IsEncrypted(ReadOnlySpan<byte> pdf) => pdf.IndexOf("/Encrypt"u8) >= 0;

    private static ReadOnlyMemory<byte> Written(MemoryStream text) => text.GetBuffer().AsMemory(0, (int)text.Length);

    private static void Kill(Process program)
    {
        try
        {
            program.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
