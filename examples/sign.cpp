// Signs a Simple Order request: CYBSIGN_PASSWORD=... sign key.p12 > message.xml
#include <cstdlib>
#include <cybsign.hpp>
#include <iostream>
#include <string>

int main(int argc, char **argv) {
    const char *password = std::getenv("CYBSIGN_PASSWORD");
    if (argc != 2 || password == nullptr) {
        std::cerr << "usage: CYBSIGN_PASSWORD=... sign key.p12 > message.xml\n";
        return 2;
    }
    const std::string path = argv[1];
    try {
        const auto credential = cybsign::credential::from_p12_file(path, password);
        const cybsign::simple_order order(credential);
        std::cout << order.sign_fields({{"merchantID", "testmid"}, {"merchantReferenceCode", "order-1"}, {"ccAuthService_run", "true"}});
        std::cerr << "the key is valid for " << credential.days_left() << " more days\n";
    } catch (const cybsign::error &error) {
        std::cerr << error.name() << ": " << error.what() << "\n";
        return 1;
    }
    return 0;
}
