import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** For each file, prints one line per broken PDF/UA-1 rule (clause-test, then the message), then "checked N" assertions. */
public class Check {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : arguments) {
            check(path);
        }
    }

    private static void check(String path) throws Exception {
        try (InputStream file = new FileInputStream(path);
             PDFAParser parser = Foundries.defaultInstance().createParser(file, PDFAFlavour.PDFUA_1);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
            ValidationResult result = validator.validate(parser);
            TreeSet<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                        + "\t" + assertion.getMessage().replaceAll("\\s+", " "));
                }
            }
            broken.forEach(System.out::println);
            System.out.println("checked " + result.getTotalAssertions());
        }
    }
}
