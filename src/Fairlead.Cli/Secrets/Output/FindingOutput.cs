using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Secrets.Output;

/// <summary>How secrets that were found are written to standard output.</summary>
internal abstract class FindingOutput
{
    public abstract void Write(IReadOnlyList<FoundSecret> found);

    /// <summary>When all were written.</summary>
    public virtual void End(ScanTally tally)
    {
    }
}

/// <summary>A line for each: its place first, as compilers and grep tell theirs, so that editors and terminals open it.</summary>
internal sealed class TextOutput(Screen screen) : FindingOutput
{
    public override void Write(IReadOnlyList<FoundSecret> found)
    {
        foreach (var one in found)
        {
            var place = InertText.OneLine($"{one.Place.Name}:{one.Line}:{one.Column}:").In(Colour.Bold, screen);
            var severity = one.Severity.ToString();
            var doubt = one.CheckHolds == false ? ", check fails" : "";
            var encoding = one.Encoding == Fairlead.Secrets.SecretEncoding.Plain ? "" : $", in {Commands.Words.Of(one.Encoding)}";
            screen.Out.WriteLine(
                $"{place} {Commands.Words.Of(one.Severity).In(Colouring.OfSeverity(severity), screen)}: {InertText.OneLine(one.Rule.Title)} " +
                $"{InertText.OneLine(one.Masked)}{doubt}{encoding} {$"[{one.Rule.Id}]".In(Colour.Faint, screen)}");
        }

        screen.Out.Flush();
    }
}
