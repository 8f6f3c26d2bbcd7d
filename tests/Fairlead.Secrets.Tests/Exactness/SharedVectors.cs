using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fairlead.Secrets.Tests.Exactness;

/// <summary>A text of another scanner's own tests, and whether that scanner's rule finds something in it.</summary>
/// <param name="Id">Tells it from all others.</param>
internal sealed record Vector(string Id, string Source, string Rule, byte[] Text, bool IsExpected)
{
    /// <summary>All of them, but for what is no secret by its own account.</summary>
    public static async Task<IReadOnlyList<Vector>> AllAsync(CancellationToken ct)
    {
        var file = SharedData.PathOf("data", "secrets", "vectors.tar.xz");
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await using var tar = new TarReader(xz.StandardOutput.BaseStream);
        var vectors = new List<Vector>();
        while (await tar.GetNextEntryAsync(copyData: true, ct) is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(".jsonl", StringComparison.Ordinal))
                continue;
            using var lines = new StreamReader(entry.DataStream);
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                using var json = JsonDocument.Parse(line);
                var it = json.RootElement;
                if (it.TryGetProperty("helper_rule", out var helper) && helper.GetBoolean())
                    continue;
                var (source, rule, text) = (it.GetProperty("source").GetString()!, it.GetProperty("rule").GetString()!, it.GetProperty("text").GetString()!);
                var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\0{rule}\0{text}")).AsSpan(0, 6));
                vectors.Add(new(id, source, rule, Encoding.UTF8.GetBytes(text), it.GetProperty("expect").GetBoolean()));
            }
        }

        await xz.WaitForExitAsync(ct);
        Assert.Equal(0, xz.ExitCode);
        return vectors;
    }
}
