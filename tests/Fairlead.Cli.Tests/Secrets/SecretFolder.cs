using System.CommandLine;
using System.Text;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>A folder with files in which secrets are, rules of its own, and the command line on them in this process.</summary>
internal sealed class SecretFolder : IDisposable
{
    public const string OwnRules =
        """
        vendor: Acme
        revoke: Throw it away.
        source: https://acme.example/keys (read 2026-11-26)
        rules:
          - id: acme-token
            title: Acme token
            severity: critical
            token: 'acme_[0-9a-f]{40}'
            examples: ['T=acme_{hex:40}']
            counterexamples: ['acme_{hex:39}']
          - id: acme-checked
            title: Acme token with a checksum
            severity: high
            token: 'acmec_[0-9A-Za-z]{36}'
            check: npm-crc62
            examples: ['T=acmec_{crc62:30}']
            counterexamples: ['acmec_{alnum:35}']
          - id: acme-trial
            title: Acme token that is tried out
            severity: low
            token: 'acmet_[0-9a-f]{40}'
            maturity: trial
            examples: ['T=acmet_{hex:40}']
            counterexamples: ['acmet_{hex:39}']
          - id: acme-person
            title: Acme customer
            severity: medium
            token: 'acmep_[0-9]{20}'
            enabled: false
            aliases: [CUSTOMER]
            examples: ['acmep_{digits:20}']
            counterexamples: ['acmep_{digits:19}']
          - id: acme-key
            title: Acme key
            severity: high
            value: '[0-9a-f]{32}'
            keywords: [acme]
            entropy: 3.0
            examples: ['acme_key = "{hex:32}"']
            counterexamples: ['acme_key = "{hex:31}"']
        """;

    private static RootCommand Root => ProgramCommands.Root;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-secrets-test-");
    private readonly Interruption _interruption = new();

    public SecretFolder() => Rules = Write("../" + _folder.Name + "-rules.yaml", OwnRules);

    public string Home => _folder.FullName;

    /// <summary>The file with the rules, beside the folder.</summary>
    public string Rules { get; }

    /// <summary>Random as in <see cref="ExampleText"/>; a number makes another of each.</summary>
    public static string Token(int number = 0) => "acme_" + ExampleText.Fill($"{number}{{hex:40}}")[number.ToString().Length..];

    public static string Checked(bool holds) => "acmec_" + ExampleText.Fill(holds ? "{crc62:30}" : "{alnum:36}");

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.GetFullPath(Path.Combine(Home, name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Scans with the folder's own rules as well.</summary>
    public Task<Ended> ScanAsync(params string[] args) => RunAsync(["secrets", "scan", .. args, "--rules", Rules]);

    /// <summary>The lines of JSON of a scan.</summary>
    public async Task<List<JsonElement>> FoundAsync(int exitCode, params string[] args)
    {
        var ended = await ScanAsync([.. args, "--json"]);
        Assert.True(exitCode == ended.ExitCode, $"{ended.ExitCode}: {ended.Error}");
        return Lines(ended.Output);
    }

    public static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public async Task<Ended> RunAsync(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int code;
        await using (var screen = Screen.For(output, error))
            code = (int)await new CommandRun(Root, screen, TimeProvider.System).RunAsync(args, _interruption);
        return new Ended(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _folder.Delete(recursive: true);
        File.Delete(Rules);
    }
}
