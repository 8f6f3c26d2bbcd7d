using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Storage.Migrations;

/// <summary>
/// One forward step of the schema, embedded as <c>Schema/NNNN_name.sql</c>, or, where the engines truly differ, as one file for each of them, <c>NNNN_name.sqlite.sql</c> and
/// <c>NNNN_name.postgres.sql</c>; never edited once released.
/// </summary>
internal sealed partial record Migration(int Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, so that an edited migration is noticed.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <exception cref="InvalidOperationException">The versions are not 1, 2, 3 … without a gap.</exception>
    public static IReadOnlyList<Migration> LoadFrom(Assembly assembly, DatabaseEngine engine)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Select(name => (Resource: name, Match: ResourceName().Match(name)))
            .Where(r => r.Match.Success && (!r.Match.Groups["engine"].Success || r.Match.Groups["engine"].ValueSpan.Equals(engine.ToString(), StringComparison.OrdinalIgnoreCase)))
            .Select(r => new Migration(
                int.Parse(r.Match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture),
                r.Match.Groups["name"].Value,
                ReadText(assembly, r.Resource)))
            .OrderBy(m => m.Version)
            .ToList();
        for (var i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Version != i + 1)
                throw new InvalidOperationException($"Migrations are not numbered without a gap at {migrations[i].Version:D4}_{migrations[i].Name}.");
        }

        return migrations;
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    // Without a limit of time, as in SqlText: the names are our own.
    [GeneratedRegex(@"\.Schema\._?(?<version>\d{4})_(?<name>[a-z_0-9]+)(\.(?<engine>sqlite|postgres))?\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ResourceName();
}
